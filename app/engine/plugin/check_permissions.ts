import { parsePermission, permissionId } from '#engine/plugin_permissions/capability.js'
import { permissionFaults } from '#engine/plugin_permissions/permission_faults.js'
import { FieldReader } from './field_reader.js'
import type { ManifestFault, ManifestPermission, RunningKind } from './manifest.js'
import { visible } from './visible.js'

const PERMISSIONS_MAX = 40
const ID_LENGTH_MAX = 200

/**
 * Reads what a plugin asks for. Each permission must exist, be open to the plugin's kind, and be asked
 * for once, however it is written.
 */
export function readPermissions(
  file: FieldReader,
  kind: RunningKind,
  faults: ManifestFault[]
): ManifestPermission[] {
  if (!file.has('permissions')) return []
  const seen = new Set<string>()
  const permissions = file.list('permissions', PERMISSIONS_MAX).map((entry, index) => {
    const field = new FieldReader(entry, `permissions.${index}`, faults)
    field.refuseOthers(['id', 'reason', 'optional'])
    const id = field.text('id', ID_LENGTH_MAX)
    refuseTwice(id, field, seen)
    const reason = field.text('reason', 280)
    return field.has('optional')
      ? { id, reason, optional: field.boolean('optional') }
      : { id, reason }
  })
  for (const { index, message } of permissionFaults(kind, permissions)) {
    const { id } = permissions[index] as ManifestPermission
    if (id !== '') file.fault(`permissions.${index}.id`, `"${visible(id).slice(0, 80)}" ${message}`)
  }
  return permissions
}

/** The same permission in two spellings is one. */
function refuseTwice(id: string, field: FieldReader, seen: Set<string>): void {
  const parsed = parsePermission(id)
  if (!parsed.ok) return
  const canonical = permissionId(parsed.value)
  if (seen.has(canonical)) field.fault('id', `${id} is asked for twice`)
  seen.add(canonical)
}
