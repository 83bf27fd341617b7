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
  const draft = `${path}.${process.pid}`
  try {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600 })
    linkSync(draft, path)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EACCES' || code === 'EPERM') throw new DataDirectoryForeign(dataDir, error)
    if (code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return new Secret(read(path)!)
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return null
    if (code !== 'EACCES' && code !== 'EPERM') throw error
    throw new DataDirectoryForeign(path, error)
  }
}

/** What the product stored belongs to another user of this machine. */
class DataDirectoryForeign extends Error {
  readonly code = 'E_DATA_DIRECTORY'

  constructor(path: string, cause: unknown) {
    super(
      `${path} may not be used by this user: start as the user who started first, or set AQ_DATA_DIR to a folder of your own.`,
      { cause }
    )
  }
}
