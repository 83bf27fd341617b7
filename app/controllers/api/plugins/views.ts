import type { InstalledPlugin, PluginDetails } from '#engine/plugin_install/plugin_details.js'
import type { ListedPlugin } from '#engine/plugin/list_plugins.js'
import { visible } from '#engine/plugin/visible.js'
import { parsePermission, permissionId } from '#engine/plugin_permissions/capability.js'
import { confirmationFor } from '#engine/plugin_permissions/grants.js'
import type { PastIncident } from '#ports/plugin_incidents.js'
import { ENVIRONMENTS, type GrantRecord, type VersionRecord } from '#ports/plugin_records.js'
import { dated } from '../dated.js'
import { instant } from '../trading/views.js'
import { waitingView } from './waiting_view.js'

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
export function detailsView(details: PluginDetails) {
  const { versions, key, permissions, grants, staged, ...more } = details
  return {
    ...installedView(more),
    versions: versions.map(versionView),
    key: key === null ? null : dated(key),
    permissions: permissions.map((line) => ({
      ...line,
      typedIn: typedIn(more.plugin.id, line.id),
    })),
    grants: grants.map(grantView),
    staged,
    waiting: waitingView(details),
    warnings: more.warnings,
    readme: more.readme,
  }
}

/** The manifest of each version is long and told once, of the active one. */
function versionView({ manifest: _, ...version }: VersionRecord) {
  return dated(version)
}

/** Something that went wrong. */
export function incidentView({ environment, kind, message, atMs }: PastIncident) {
  return { environment, kind, message: visible(message), at: instant(atMs) }
}

function grantView(grant: GrantRecord) {
  const { environment, grantedBy, grantedAtMs } = grant
  const permission = permissionId(grant)
  return { environment, permission, grantedBy, grantedAt: instant(grantedAtMs) }
}

/** Where a word is typed before it is granted: the environment and the plugin's id. */
function typedIn(pluginId: string, id: string): readonly string[] {
  const parsed = parsePermission(id)
  if (!parsed.ok) return []
  return ENVIRONMENTS.filter(
    (environment) => confirmationFor(pluginId, environment, [parsed.value]) !== null
  )
}
