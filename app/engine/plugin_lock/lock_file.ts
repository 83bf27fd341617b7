import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { err, ok, type Result } from '#kernel/values/result.js'
import { ENVIRONMENTS, type Environment, type TrustLevel } from '#ports/plugin_records.js'
import { readLockText } from './read_lock_text.js'

/** What is installed of one plugin, as it is written down for version control. */
export interface LockEntry {
  readonly version: string
  /** Address, path or folder that it came from. */
  readonly resolved: string
  /** Of the archive; '' for a folder. */
  readonly integrity: string
  readonly contentHash: string
  readonly manifestHash: string
  /** Key that signed it; `null` when nobody did. */
  readonly keyId: string | null
  readonly level: TrustLevel
  /** SHA-256 of the canonical JSON of what it is granted. */
  readonly grantsHash: string
  /** Where it is enabled, in the order example, paper, live. */
  readonly enabledIn: readonly Environment[]
}

/** Plugins by id. */
export type LockedPlugins = ReadonlyMap<string, LockEntry>

/** Why a lock file could not be read: one sentence with path and field. */
export interface LockFault {
  readonly message: string
}

/** Name of the lock file. */
const LOCK_FILE_NAME = 'aq-plugins.lock.json'

/** Where the lock file lies: beside the sources, for version control, or in a data directory of its own. */
export function lockFilePath(dataDir: string, root: string): string {
  const data = resolve(dataDir)
  const checkout = basename(root) === 'build' ? [root, dirname(resolve(root))] : [root]
  const home = checkout.find((folder) => resolve(folder, 'storage') === data)
  return join(home === undefined ? data : resolve(home), LOCK_FILE_NAME)
}

/** Reads a lock file; `null` when there is none. */
export async function readLockFile(path: string): Promise<Result<LockedPlugins | null, LockFault>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return ok(null)
    if (code === undefined) throw error
    return err({ message: `${path} cannot be read: ${message}` })
  }
  return readLockText(text, path)
}

/**
 * Writes a lock file whole or not at all; one that says the same already is left alone.
 *
 * Plugins are sorted, fields have one order, lines end in line feeds: the same state gives the same
 * bytes. Throws what the system throws.
 */
export async function writeLockFile(path: string, plugins: LockedPlugins): Promise<void> {
  const text = lockFileText(plugins)
  const before = await readFile(path, 'utf8').catch(() => null)
  if (before === text) return
  await mkdir(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    const file = await open(beside, 'wx', 0o644)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

/** The text of a lock file. */
export function lockFileText(plugins: LockedPlugins): string {
  const sorted = [...plugins].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const entries = sorted.map(([id, entry]) => [id, ordered(entry)])
  return `${JSON.stringify({ lockfileVersion: 1, plugins: Object.fromEntries(entries) }, null, 2)}\n`
}

function ordered(entry: LockEntry): LockEntry {
  const { version, resolved, integrity, contentHash, manifestHash, keyId, level, grantsHash } =
    entry
  const enabledIn = ENVIRONMENTS.filter((one) => entry.enabledIn.includes(one))
  return {
    version,
    resolved,
    integrity,
    contentHash,
    manifestHash,
    keyId,
    level,
    grantsHash,
    enabledIn,
  }
}
