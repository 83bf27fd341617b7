import { gt } from 'semver'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { PluginRecord } from '#ports/plugin_records.js'
import type { InstallSource } from '#ports/plugin_source.js'
import { notInstalled } from './change_plugin.js'
import { installPlugin } from './install_plugin.js'
import type {
  InstallObserver,
  InstallOutcome,
  InstallRequest,
  PluginRefusal,
} from './install_request.js'
import type { PluginPorts } from './plugin_ports.js'

/** What an update is asked for with: an install's decisions without its source. */
export type UpdateRequest = Omit<InstallRequest, 'source' | 'expectedId'> & {
  readonly id: string
  /** Where to take it from; `null`: from where the installed version came. */
  readonly source: InstallSource | null
}

/** Whether a newer version of an installed plugin can be had. */
export interface UpdateCheck {
  readonly id: string
  readonly installed: string
  /** Version that waits for consent; `null` when none does. */
  readonly staged: string | null
  /** Newest version of the source; `null` when the source does not tell, or could not be asked. */
  readonly newest: string | null
  readonly isNewer: boolean
  /** Why `newest` is not known; `null` when it is. */
  readonly message: string | null
}

/** Updates an installed plugin to the newest version of the source that it came from. */
export async function updatePlugin(
  request: UpdateRequest,
  ports: PluginPorts,
  on: InstallObserver = {}
): Promise<Result<InstallOutcome, PluginRefusal>> {
  const { id, source, ...decisions } = request
  const plugin = await ports.records.plugin(id)
  if (plugin === null) return err(await notInstalled(id, ports))
  const install = { ...decisions, source: source ?? newestOf(plugin), expectedId: id }
  return installPlugin(install, ports, on)
}

/** Asks the sources of installed plugins what their newest versions are; changes nothing. */
export async function checkUpdates(
  { records, sources }: Pick<PluginPorts, 'records' | 'sources'>,
  only: string | null = null
): Promise<Result<UpdateCheck[], PluginRefusal>> {
  const plugins = await records.plugins()
  const chosen = only === null ? plugins : plugins.filter(({ id }) => id === only)
  if (only !== null && chosen.length === 0) return err(await notInstalled(only, { records }))
  const checks: UpdateCheck[] = []
  for (const plugin of chosen) checks.push(await checkOne(plugin, sources))
  return ok(checks)
}

async function checkOne(
  plugin: PluginRecord,
  sources: PluginPorts['sources']
): Promise<UpdateCheck> {
  const known = { id: plugin.id, installed: plugin.activeVersion, staged: plugin.stagedVersion }
  const nothing = (message: string) => ({ ...known, newest: null, isNewer: false, message })
  if (plugin.source.type === 'folder' || plugin.source.type === 'tarball') {
    return nothing(`came from ${plugin.source.path}; plugin:update reads that again`)
  }
  const resolved = await sources.resolve(newestOf(plugin))
  if (!resolved.ok) return nothing(resolved.failure.message)
  const newest = resolved.value.version
  if (newest === null) return nothing('its source does not tell versions')
  return { ...known, newest, isNewer: gt(newest, plugin.activeVersion), message: null }
}

/** The source of a plugin without the version that was asked for when it was installed. */
function newestOf({ source }: PluginRecord): InstallSource {
  if (source.type === 'index') return { type: 'index', id: source.id }
  if (source.type !== 'npm') return source
  const at = source.spec.indexOf('@', 1)
  return at < 0 ? source : { ...source, spec: source.spec.slice(0, at) }
}
