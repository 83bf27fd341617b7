import type { InstalledPlugin, PluginDetails } from '#engine/plugin_install/plugin_details.js'
import type { ListedPlugin } from '#engine/plugin/list_plugins.js'
import type { VersionRecord } from '#ports/plugin_records.js'
import { instant } from '../trading/views.js'

/** Instants of a record as the API writes them: `installedAtMs` is `installedAt`. */
export function dated(record: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]: [string, unknown]) =>
      name.endsWith('Ms')
        ? [name.replace(/(?:At)?Ms$/, 'At'), typeof value === 'number' ? instant(value) : null]
        : [name, value]
    )
  )
}

/** A plugin that comes with the platform. */
export function shippedView({ name, manifest, faults }: ListedPlugin) {
  return { id: name, manifest, faults }
}

/** An installed plugin in a list. */
export function installedView({ plugin, version, manifest }: InstalledPlugin) {
  return {
    ...dated(plugin),
    level: version?.level ?? null,
    publisher: version?.publisherId ?? null,
    manifest,
  }
}

/** Everything about an installed plugin. */
export function detailsView({ versions, key, permissions, staged, ...more }: PluginDetails) {
  return {
    ...installedView(more),
    versions: versions.map(versionView),
    key: key === null ? null : dated(key),
    permissions,
    staged,
    warnings: more.warnings,
    readme: more.readme,
  }
}

/** The manifest of each version is long and told once, of the active one. */
function versionView({ manifest: _, ...version }: VersionRecord) {
  return dated(version)
}
