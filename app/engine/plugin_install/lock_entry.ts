import { canonicalJson } from '#engine/plugin_package/canonical_json.js'
import { sha256Of } from '#engine/plugin_package/content_hash.js'
import {
  type LockedPlugins,
  type LockEntry,
  readLockFile,
  writeLockFile,
} from '#engine/plugin_lock/lock_file.js'
import type { LockSession } from '#ports/plugin_locks.js'
import type { GrantRecord, PluginRecord, VersionRecord } from '#ports/plugin_records.js'
import { refusal, type PluginRefusal } from './install_request.js'
import type { PluginPorts } from './plugin_ports.js'

type Ports = Pick<PluginPorts, 'records' | 'grants' | 'places'>

/** Longest wait for another process that writes the lock file, ms. */
const WAIT_MS = 10_000

/** Why the lock file cannot be kept up to date; `null` when it can, or there is none yet. */
export async function lockFileFault({ places }: Ports): Promise<PluginRefusal | null> {
  const locked = await readLockFile(places.lockFile)
  return locked.ok ? null : refusal('lock_file_invalid', `${locked.failure.message}.`)
}

/**
 * Makes the lock file say of one plugin what is installed; what it says of others stays, and a file
 * that is not there comes to say all. False when
 * that has to wait: the file cannot be written now.
 */
export async function writeLockEntry(
  pluginId: string,
  ports: Ports,
  session: LockSession
): Promise<boolean> {
  const { lockFile } = ports.places
  const subject = `file:${lockFile}` as const
  if (!(await session.waitAlone(subject, WAIT_MS))) return false
  try {
    const locked = await readLockFile(lockFile)
    // Somebody broke it meanwhile: it is theirs to mend, and plugin:verify says so.
    if (!locked.ok) return true
    // Where there is no file it is written whole.
    const plugins = new Map(locked.value ?? (await installedEntries(ports)))
    const entry = await entryOf(pluginId, ports)
    if (entry === null) plugins.delete(pluginId)
    else plugins.set(pluginId, entry)
    if (locked.value !== null || plugins.size > 0) await writeLockFile(lockFile, plugins)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    return false
  } finally {
    await session.giveBack(subject)
  }
}

/** Writes the permissions of a plugin into the lock file, after they were granted or revoked. */
export async function noteGrants(
  pluginId: string,
  ports: Pick<PluginPorts, 'records' | 'grants' | 'places' | 'locks'>
): Promise<void> {
  const session = await ports.locks.open()
  try {
    await writeLockEntry(pluginId, ports, session)
  } finally {
    await session.release()
  }
}

/** What a lock file would say of everything that is installed. */
export async function installedEntries(ports: Ports): Promise<LockedPlugins> {
  const entries = new Map<string, LockEntry>()
  for (const { id } of await ports.records.plugins()) {
    const entry = await entryOf(id, ports)
    if (entry !== null) entries.set(id, entry)
  }
  return entries
}

async function entryOf(id: string, { records, grants }: Ports): Promise<LockEntry | null> {
  const plugin = await records.plugin(id)
  if (plugin === null) return null
  const version = (await records.versions(id)).find((one) => one.contentHash === plugin.activeHash)
  if (version === undefined) return null
  return lockEntry(plugin, version, await grants.active(id))
}

function lockEntry(
  plugin: PluginRecord,
  version: VersionRecord,
  grants: readonly GrantRecord[]
): LockEntry {
  return {
    version: version.version,
    resolved: version.resolved,
    integrity: version.integrity,
    contentHash: version.contentHash,
    manifestHash: version.manifestHash,
    keyId: version.keyId,
    level: version.level,
    grantsHash: grantsHashOf(grants.filter((one) => one.manifestHash === version.manifestHash)),
    enabledIn: plugin.state === 'enabled' ? ['example'] : [],
  }
}

function grantsHashOf(grants: readonly GrantRecord[]): string {
  const list = grants
    .map(({ environment, capability, scope }) => [environment, capability, scope])
    .toSorted((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1))
  return sha256Of(canonicalJson(list))
}
