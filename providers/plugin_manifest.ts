/** The manifest of a plugin that can be used, shipped or installed. */
import { findPlugin } from '#engine/plugin/find_plugin.js'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import type { Manifest } from '#engine/plugin/manifest.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { OpenDatabase } from '#ports/database.js'
import { createCatalogue } from './plugin_catalogue.js'

/** Finds it by the plugin's id; the failure is a sentence that says what would be right. */
export async function findManifest(
  plugin: string,
  database: OpenDatabase,
  { root, dataDir }: { readonly root: string; readonly dataDir: string }
): Promise<Result<Manifest, string>> {
  if (!/^[a-z0-9_-]{1,64}$/.test(plugin)) {
    return err(
      `"${plugin.slice(0, 60)}" is no plugin's id; plugin:install brings a folder in first`
    )
  }
  const shipped = await findPlugin(plugin, { root, workingFolder: dataDir })
  if (shipped.ok) return ok(shipped.value.manifest)
  const installed = await createCatalogue(database, { dataDir }).find(plugin)
  if (installed === null) {
    return err(`there is no plugin "${plugin}"; plugin:list shows what is shipped and installed`)
  }
  if ('message' in installed) return err(installed.message)
  const manifest = checkManifest(installed.manifest)
  return manifest.ok ? manifest : err(`${plugin} has a manifest that cannot be read`)
}
