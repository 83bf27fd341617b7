import {
  CAPABILITIES,
  parsePermission,
  permissionId,
} from '#engine/plugin_permissions/capability.js'
import { FieldReader } from './field_reader.js'
import type { ManifestFault, ManifestPermission, RunningKind } from './manifest.js'

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
  return file.list('permissions', PERMISSIONS_MAX).map((entry, index) => {
    const permission = new FieldReader(entry, `permissions.${index}`, faults)
    permission.refuseOthers(['id', 'reason', 'optional'])
    const id = permission.text('id', ID_LENGTH_MAX)
    if (id !== '') checkId(id, kind, permission, seen)
    const reason = permission.text('reason', 280)
    return permission.has('optional')
      ? { id, reason, optional: permission.boolean('optional') }
      : { id, reason }
  })
}

function checkId(id: string, kind: RunningKind, field: FieldReader, seen: Set<string>): void {
  const parsed = parsePermission(id)
  if (!parsed.ok) {
    field.fault('id', `"${id.slice(0, 80)}" ${parsed.failure}`)
    return
  }
  const canonical = permissionId(parsed.value)
  if (seen.has(canonical)) field.fault('id', `${id} is asked for twice`)
  seen.add(canonical)
  const { kinds } = CAPABILITIES[parsed.value.name]
  if (!kinds.includes(kind)) {
    field.fault('id', `${id} is not open to a plugin of kind ${kind}, only to ${kinds.join(', ')}`)
  }
}
