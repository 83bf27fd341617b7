import type { ManifestPermission } from '#engine/plugin/manifest.js'
import type { GrantStore } from '#ports/plugin_grants.js'
import type { Environment } from '#ports/plugin_records.js'
import { CAPABILITIES, parsePermission, type Permission } from './capability.js'
import { covers } from './covers.js'
import { activeGrants } from './grants.js'

/**
 * Permissions that a plugin cannot do without and was not granted in an environment, as its manifest
 * writes them.
 */
export async function missingGrants(
  manifest: { readonly id: string; readonly permissions: readonly ManifestPermission[] },
  of: { readonly environment: Environment; readonly manifestHash: string },
  grants: Pick<GrantStore, 'active'>
): Promise<string[]> {
  return missingOf(
    manifest.permissions,
    await activeGrants({ pluginId: manifest.id, ...of }, grants)
  )
}

/** Which of the permissions that a plugin cannot do without these grants do not cover. */
export function missingOf(
  permissions: readonly ManifestPermission[],
  grants: readonly Permission[]
): string[] {
  return permissions
    .filter(({ id, optional }) => {
      const parsed = parsePermission(id)
      if (!parsed.ok) return true
      const isImplicit = CAPABILITIES[parsed.value.name].consent === 'implicit'
      return optional !== true && !isImplicit && !covers(grants, parsed.value)
    })
    .map(({ id }) => id)
}
