import type { PluginKind } from '#engine/plugin/manifest.js'
import { CAPABILITIES, parsePermission } from './capability.js'

/** Most places one plugin may connect to. */
export const CONNECTIONS_MAX = 10

/** One permission of a manifest that cannot be asked for. */
export interface PermissionFault {
  /** Position in the manifest's list. */
  readonly index: number
  /** To be read after the field's name. */
  readonly message: string
}

/** What is wrong with the permissions that a plugin of this kind asks for. */
export function permissionFaults(
  kind: PluginKind,
  permissions: readonly { readonly id: string }[]
): readonly PermissionFault[] {
  const faults: PermissionFault[] = []
  let connections = 0
  permissions.forEach(({ id }, index) => {
    const parsed = parsePermission(id)
    if (!parsed.ok) return faults.push({ index, message: parsed.failure })
    const { name, capability } = parsed.value
    const { kinds } = CAPABILITIES[name]
    if (!kinds.includes(kind)) {
      const message = `asks for ${capability}, which a plugin of kind ${kind} never gets; kinds that may: ${kinds.join(', ')}`
      faults.push({ index, message })
    }
    if (name === 'net:connect' && ++connections > CONNECTIONS_MAX) {
      const message = `is one place to connect to too many; at most ${CONNECTIONS_MAX} may be asked for`
      faults.push({ index, message })
    }
    return undefined
  })
  return faults
}
