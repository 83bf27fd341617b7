import type { HostPorts, PluginKey } from './host_ports.js'
import type { StartRefusal, StartRequest } from './may_start.js'

/** Whether another version of a plugin may take over now, as far as its orders go. */
export function maySwitch(
  key: PluginKey & Pick<StartRequest, 'caller'>,
  ports: Pick<HostPorts, 'maySwitch' | 'troubled'>
): boolean {
  try {
    return (key.caller?.maySwitch() ?? true) && (ports.maySwitch?.(key) ?? true)
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
