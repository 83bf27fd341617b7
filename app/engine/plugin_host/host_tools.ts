import type { Breaker } from './breaker.js'
import type { HostDiary } from './host_diary.js'
import type { HostPorts } from './host_ports.js'
import type { RefusalLog } from '#engine/plugin_gateway/refusal_log.js'
import type { StartGate } from './start_gate.js'

/** What a host gives each of its plugins. */
export interface HostTools {
  readonly ports: HostPorts
  readonly diary: HostDiary
  readonly gate: StartGate
  /** Where events that a plugin was not told are written down, at a bounded rate. */
  readonly refusals: RefusalLog
  readonly breaker: Breaker
  /** Ends all plugins of the id, in every environment. */
  quarantine(id: string, reason: string): void
}
