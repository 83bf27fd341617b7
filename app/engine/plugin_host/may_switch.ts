import type { HostPorts, PluginKey } from './host_ports.js'
import type { StartRefusal } from './may_start.js'

/** Whether another version of a plugin may take over now, as far as its orders go. */
export function maySwitch(
  key: PluginKey,
  ports: Pick<HostPorts, 'maySwitch' | 'troubled'>
): boolean {
  try {
    return ports.maySwitch?.(key) ?? true
  } catch (error) {
    // Whoever cannot say whether there are such orders may have some.
    ports.troubled(key, error)
    return false
  }
}

/** Why a plugin is not replaced now. */
export function switchWaits({ id, environment }: PluginKey): StartRefusal {
  const message = `${id} has orders in ${environment} that nobody has acknowledged yet; it is replaced when they are.`
  return { code: 'switch_waits', message }
}
