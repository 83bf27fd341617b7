import type { LockSession } from '#ports/plugin_locks.js'
import type { RecordChange } from '#ports/plugin_record_store.js'
import type { PluginRecord, VersionRecord } from '#ports/plugin_records.js'
import { installDetail } from './install_detail.js'
import type { PluginPorts } from './plugin_ports.js'

/** Versions of a plugin that are kept besides those that something names. */
const VERSIONS_KEPT = 5

/**
 * Forgets versions of a plugin beyond the last five that neither is active or staged, nor was run by
 * a stored backtest, nor runs now; then removes content that no version is made of.
 */
export async function collectVersions(
  pluginId: string,
  ports: PluginPorts,
  session: LockSession
): Promise<void> {
  const { records } = ports
  const [plugin, versions, bundles] = await Promise.all([
    records.plugin(pluginId),
    records.versions(pluginId),
    records.bundlesOfRuns(),
  ])
  const gone: RecordChange[] = []
  for (const version of dispensable(plugin, versions, bundles)) {
    if (!(await session.tryAlone(`use:${version.contentHash}`))) continue
    gone.push({ type: 'remove_version', pluginId, contentHash: version.contentHash })
  }
  if (gone.length > 0) await records.apply(...gone)
  await removeOrphans(ports)
}

/**
 * Removes content that belongs to no version and to no install under way; returns the hashes.
 *
 * The order of looking matters: an install notes its content before it stores it, and becomes a
 * version afterwards, so what was stored when the list was made is found in one of the two. The
 * install `undone` does not count as under way.
 */
export async function removeOrphans(
  { store, records }: Pick<PluginPorts, 'store' | 'records'>,
  undone: string | null = null
): Promise<string[]> {
  const stored = await store.list()
  const underWay = (await records.unfinished())
    .filter(({ id }) => id !== undone)
    .map(({ detail }) => installDetail(detail).contentHash)
  const versions = (await records.versions()).map(({ contentHash }) => contentHash)
  const needed = new Set([...underWay, ...versions])
  const orphans = stored.filter((hash) => !needed.has(hash))
  for (const hash of orphans) await store.remove(hash)
  return orphans
}

function dispensable(
  plugin: PluginRecord | null,
  versions: readonly VersionRecord[],
  bundles: ReadonlySet<string>
): VersionRecord[] {
  // Of a plugin that was removed only what stored backtests ran is kept.
  const kept = plugin === null ? 0 : VERSIONS_KEPT
  return versions.filter(
    ({ contentHash, bundleHash }, index) =>
      index >= kept &&
      contentHash !== plugin?.activeHash &&
      contentHash !== plugin?.stagedHash &&
      !bundles.has(bundleHash)
  )
}
