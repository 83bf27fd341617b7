/** The key that signs and encrypts what the product hands to browsers. */
import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
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
    makeFolder(dataDir)
    writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600 })
    linkSync(draft, path)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EACCES' || code === 'EPERM') throw new DataDirectoryForeign(dataDir, error)
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new DataDirectoryImpossible(dataDir, error)
    if (code !== 'EEXIST') throw error
  } finally {
    if (existsSync(draft)) rmSync(draft)
  }
  return new Secret(read(path)!)
}

/**
 * Makes a folder level by level: with `recursive`, Node.js tries for ever where a file system without
 * folders of ours, such as `/proc`, calls a parent missing that is there.
 */
function makeFolder(folder: string): void {
  const missing: string[] = []
  for (let at = folder; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at)
  for (const one of missing.toReversed()) {
    try {
      mkdirSync(one)
    } catch (error) {
      // Another process may be starting beside this one.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
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

/** The data directory is named where no folder can be. */
class DataDirectoryImpossible extends Error {
  readonly code = 'E_DATA_DIRECTORY'

  constructor(path: string, cause: unknown) {
    super(`No folder can be made at ${path}: set AQ_DATA_DIR to a folder on a disk.`, { cause })
  }
}
