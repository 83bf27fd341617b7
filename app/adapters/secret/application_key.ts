/** The key that signs and encrypts what the product hands to browsers. */
import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '@adonisjs/core/helpers'

/**
 * Reads the key kept in `app_key` of the data directory, or makes it: 32 random bytes, readable by
 * the owner only. Two makers at once end with the same key, because linking never overwrites.
 */
export function applicationKey(dataDir: string): Secret<string> {
  const path = join(dataDir, 'app_key')
  const found = read(path)
  if (found) return new Secret(found)
  mkdirSync(dataDir, { recursive: true })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return new Secret(read(path)!)
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
