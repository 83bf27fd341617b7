import type { HostedStatus, HostedState } from '#engine/plugin_host/hosted_status.js'
import type { HealthProbe, HealthReading, HealthState } from '#ports/health.js'

const STATES: Readonly<Record<HostedState, HealthState>> = {
  running: 'ok',
  starting: 'idle',
  waiting: 'fail',
  quarantined: 'fail',
  stopped: 'idle',
}

/** What is looked at of live plugins. */
export interface WatchedPlugins {
  /** Every plugin that was started; none before the first. */
  status(): readonly HostedStatus[]
  /** Time that a process has computed so far, ms; `null` where the system does not tell. */
  cpuMs(pid: number): number | null
  nowMs(): number
}

/** Each live plugin with its process. */
export function pluginsProbe(watched: WatchedPlugins): HealthProbe {
  /** What each process had computed at the look before. */
  let before = new Map<number, { readonly cpuMs: number; readonly atMs: number }>()
  return {
    name: 'plugins',
    look: async () => {
      const atMs = watched.nowMs()
      const now: typeof before = new Map()
      const readings = watched.status().map((one): HealthReading => {
        const { id, environment, instance, state, reason, pid, starts, residentMb, sinceMs } = one
        const cpuMs = pid === null ? null : watched.cpuMs(pid)
        const last = pid === null ? undefined : before.get(pid)
        if (pid !== null && cpuMs !== null) now.set(pid, { cpuMs, atMs })
        const tookMs = last === undefined ? 0 : atMs - last.atMs
        const cpuPart =
          cpuMs === null || last === undefined || tookMs <= 0
            ? null
            : Math.max(0, cpuMs - last.cpuMs) / tookMs
        return {
          key: `plugin:${id}:${environment}:${instance ?? ''}`,
          kind: 'plugin',
          name: instance === undefined ? id : `${id} · ${instance}`,
          state: STATES[state],
          code: state,
          detail: reason,
          figures: {
            cpuMs,
            cpuPart,
            residentMb,
            restarts: Math.max(0, starts - 1),
            upMs: state === 'running' ? Math.max(0, atMs - sinceMs) : null,
          },
        }
      })
      before = now
      return readings
    },
  }
}
