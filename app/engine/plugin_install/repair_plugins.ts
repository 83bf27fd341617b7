import { contentHashOf } from '#engine/plugin_package/content_hash.js'
import type { PluginRecord, VersionRecord } from '#ports/plugin_records.js'
import type { InstallSource } from '#ports/plugin_source.js'
import { removeOrphans } from './collect_versions.js'
import { fitsIntegrity } from './archive_integrity.js'
import type { PluginPorts } from './plugin_ports.js'
import { resumeInstalls } from './resume_installs.js'
import { verifyPlugins, type VerifiedStore } from './verify_plugins.js'

/** What was repaired, one sentence each, and what is left. */
export interface RepairedStore extends VerifiedStore {
  readonly repaired: readonly string[]
}

/**
 * Repairs what can be repaired without deciding anything: content is fetched again when it is exactly
 * what was installed, leftovers go. Records, grants, signatures and the lock file are left to people.
 */
export async function repairPlugins(
  ports: PluginPorts,
  { only, actor }: { readonly only: string | null; readonly actor: string }
): Promise<RepairedStore> {
  const repaired = (await resumeInstalls(ports)).map(({ message }) => message)
  const before = await verifyPlugins(ports, only)
  const versions = await ports.records.versions(only ?? undefined)
  for (const { kind, contentHash } of before.differences) {
    if (kind !== 'content') continue
    const version = versions.find((one) => one.contentHash === contentHash)
    if (version === undefined || !(await fetchAgain(version, ports))) continue
    repaired.push(`${version.pluginId} ${version.version} was fetched again.`)
  }
  if (only === null) {
    const orphans = await removeOrphans(ports)
    repaired.push(...orphans.map((hash) => `${hash.slice(0, 12)} was removed from the store.`))
    repaired.push(...(await emptyQuarantine(ports)))
  }
  if (repaired.length > 0) {
    const entry = { actor, action: 'plugin.repaired', subject: 'store', detail: { repaired } }
    await ports.records.apply({ type: 'audit', entries: [entry] })
  }
  return { ...(await verifyPlugins(ports, only)), repaired }
}

async function fetchAgain(version: VersionRecord, ports: PluginPorts): Promise<boolean> {
  const plugin = await ports.records.plugin(version.pluginId)
  const source = plugin === null ? null : sourceOf(plugin, version)
  if (source === null) return false
  const { resolved, integrity, pluginId } = version
  const origin = { id: pluginId, version: version.version, keyId: null, vouched: null }
  const fetched = await ports.sources.fetch({ source, resolved, integrity, ...origin })
  if (!fetched.ok || fetched.value.type !== 'archive') return false
  if (!fitsIntegrity(fetched.value.bytes, integrity)) return false
  const unpacked = await ports.archive.unpack(fetched.value.bytes)
  if (!unpacked.ok || contentHashOf(unpacked.value) !== version.contentHash) return false
  return (await ports.store.put(version.contentHash, unpacked.value)).ok
}

/** Where exactly this version came from; a folder is never the same again. */
function sourceOf({ source }: PluginRecord, version: VersionRecord): InstallSource | null {
  switch (source.type) {
    case 'folder':
      return null
    case 'tarball':
      return { type: 'tarball', path: version.resolved }
    case 'index':
      return { type: 'index', id: source.id, version: version.version }
    case 'npm': {
      const at = source.spec.indexOf('@', 1)
      const name = at < 0 ? source.spec : source.spec.slice(0, at)
      return { ...source, spec: `${name}@${version.version}` }
    }
  }
}

async function emptyQuarantine({ quarantine, records }: PluginPorts): Promise<string[]> {
  const waiting = await quarantine.list()
  const unfinished = new Set((await records.unfinished()).map(({ id }) => id))
  const left = waiting.filter((id) => !unfinished.has(id))
  for (const id of left) await quarantine.remove(id)
  return left.map((id) => `${id} was removed from quarantine.`)
}
