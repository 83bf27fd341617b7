/** Everything that commands about installed plugins use, as one module: see `backtest_runtime.ts`. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { EsbuildPluginBundler } from '#adapters/bundle/bundle_plugin.js'
import { PostgresIncidents } from '#adapters/plugin_incidents/postgres_incidents.js'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { QuarantineFolder } from '#adapters/plugin_quarantine/quarantine_folder.js'
import type { NpmSettings } from '#adapters/plugin_source/npm_source.js'
import { PluginSourceSet } from '#adapters/plugin_source/plugin_sources.js'
import { buildPackage } from '#engine/plugin_package/build_package.js'
import { lockFilePath } from '#engine/plugin_lock/lock_file.js'
import { InstalledPlugins } from '#engine/plugin_install/installed_plugins.js'
import type { PluginPorts } from '#engine/plugin_install/plugin_ports.js'
import { ok } from '#kernel/values/result.js'
import type { OpenDatabase } from '#ports/database.js'
import type { PluginIncidents } from '#ports/plugin_incidents.js'
import { createCataloguePorts } from './plugin_catalogue.js'

export { describePlugin, parameterLines } from '#engine/plugin/describe_plugin.js'
export { listPlugins } from '#engine/plugin/list_plugins.js'
export { counted } from '#engine/report/figure_format.js'
export { auditPlugins } from '#engine/plugin_install/audit_plugins.js'
export { notInstalled } from '#engine/plugin_install/change_plugin.js'
export { detailLines, installedLines } from '#engine/plugin_install/details_text.js'
export { listInstalled, pluginDetails } from '#engine/plugin_install/plugin_details.js'
export { pluginReadme, pluginSource } from '#engine/plugin_install/plugin_readme.js'
export { forgetKey, listKeys, trustKeyAgain } from '#engine/plugin_install/publisher_keys.js'
export { repairPlugins } from '#engine/plugin_install/repair_plugins.js'
export { checkUpdates, updatePlugin } from '#engine/plugin_install/update_plugin.js'
export { verifyPlugins } from '#engine/plugin_install/verify_plugins.js'
export { acceptUpdate, stagedDifference } from '#engine/plugin_install/accept_update.js'
export { confirmationOf, readGrantChoice } from '#engine/plugin_install/decide_consent.js'
export { enforceKillList } from '#engine/plugin_install/enforce_kill_list.js'
export { installPlugin } from '#engine/plugin_install/install_plugin.js'
export { isFailureOfWorld } from '#engine/plugin_install/install_request.js'
export { consentText, keyText, outcomeText } from '#engine/plugin_install/install_texts.js'
export { noteGrants } from '#engine/plugin_install/lock_entry.js'
export { mayRunIn } from '#engine/plugin_install/may_run_in.js'
export { readSource } from '#engine/plugin_install/read_source.js'
export { removePlugin } from '#engine/plugin_install/remove_plugin.js'
export { resumeInstalls } from '#engine/plugin_install/resume_installs.js'
export { rollbackPlugin } from '#engine/plugin_install/rollback_plugin.js'
export {
  disablePlugin,
  enablePlugin,
  resetPlugin,
} from '#engine/plugin_install/set_plugin_state.js'

/** Where things are: the checkout, the data directory, and what relative paths start from. */
export interface PluginPlaces {
  readonly root: string
  readonly dataDir: string
  readonly workingFolder: string
  /** npm's own registry where it is left out. */
  readonly npm?: NpmSettings
}

/** The ports of installing and using plugins, and the catalogue over them; `incidents` is what went wrong. */
export function createPluginPorts(
  database: OpenDatabase,
  { root, dataDir, workingFolder, npm = {} }: PluginPlaces
): PluginPorts & { readonly catalogue: InstalledPlugins; readonly incidents: PluginIncidents } {
  const base = createCataloguePorts(database, { dataDir })
  const bundler = new EsbuildPluginBundler({ root, cacheFolder: join(dataDir, 'cache', 'bundles') })
  const ports: PluginPorts = {
    ...base,
    archive: tarPackageArchive,
    quarantine: new QuarantineFolder(join(dataDir, 'plugins', 'quarantine')),
    sources: new PluginSourceSet({
      npm,
      buildFolder: async (folder) => {
        const built = await buildPackage(folder, { bundler })
        return built.ok ? ok(built.value.files) : built
      },
      refreshIndexes: () => base.index.refresh(),
      findIndexed: (id, version) => base.index.find(id, version),
    }),
    places: { root, workingFolder, lockFile: lockFilePath(dataDir, root) },
    newId: () => `${Date.now().toString(36)}-${randomBytes(6).toString('hex')}`,
  }
  return {
    ...ports,
    catalogue: new InstalledPlugins(ports),
    incidents: new PostgresIncidents(database),
  }
}
