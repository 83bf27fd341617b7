import type { HealthKind, HealthMinutes, HealthPart, HealthState } from '#shared/types/health'

/** The groups of the page with their kinds, in the order in which they are shown. */
export const HEALTH_GROUPS: readonly (readonly [string, readonly HealthKind[]])[] = [
  ['house', ['host', 'database', 'clock', 'queues', 'redis']],
  ['trading', ['market', 'account']],
  ['plugins', ['plugin']],
]

/** The worst last. */
const RANKS: readonly HealthState[] = ['ok', 'idle', 'unavailable', 'warn', 'fail']

/**
 * The parts as they may be shown at `nowMs`: what was looked at too long ago is not known any more, whatever it
 * was then. `heardMs` is when the answer came, by the same clock as `nowMs`; the host's clock may be another one.
 */
export function knownParts(answer: HealthMinutes, heardMs: number, nowMs: number): HealthPart[] {
  const silentMs = Math.max(0, nowMs - heardMs)
  const minuteOf = (ms: number) => Math.floor(ms / 60_000)
  const toldMs = Date.parse(answer.at)
  const passed = minuteOf(toldMs + silentMs) - minuteOf(toldMs)
  return answer.parts.map((part) => {
    const ageMs = toldMs - Date.parse(part.at) + silentMs
    const minutes = passed === 0 ? part.minutes : later(part.minutes, passed)
    if (ageMs <= answer.freshMs || part.state === 'unavailable') return { ...part, minutes }
    const unknown = { state: 'unavailable', code: 'no_sample', detail: null } as const
    return { ...part, ...unknown, minutes, since: part.at }
  })
}

/** The hour as it stands so many minutes later, of which nothing is known. */
function later(minutes: readonly HealthState[], passed: number): HealthState[] {
  const unknown = minutes.slice(0, passed).map((): HealthState => 'unavailable')
  return [...minutes.slice(passed), ...unknown]
}

/** Where a part is looked after; `null` where there is no page for it. */
export function healthSubject({ kind, key }: Pick<HealthPart, 'kind' | 'key'>): string | null {
  switch (kind) {
    case 'plugin':
      return `/plugins/${encodeURIComponent(runOf(key).id)}`
    case 'account':
      return '/portfolio'
    case 'market':
      return '/'
    case 'queues':
      return '/orders'
    case 'database':
    case 'redis':
      return '/settings'
    default:
      return null
  }
}

/** Which run of a plugin a part is of, by its key. */
export function runOf(key: string): { id: string; environment: string; instance: string | null } {
  const [, id = '', environment = '', ...rest] = key.split(':')
  const instance = rest.join(':')
  return { id, environment, instance: instance === '' ? null : instance }
}

/** The worst state of all, and how many parts want a look. */
export function healthOf(parts: readonly HealthPart[]): { state: HealthState; wanting: number } {
  const ranks = parts.map(({ state }) => RANKS.indexOf(state))
  const worst = RANKS[Math.max(-1, ...ranks)] ?? 'unavailable'
  const state = worst === 'idle' ? 'ok' : worst
  return { state, wanting: parts.filter((one) => !['ok', 'idle'].includes(one.state)).length }
}

/** How many of the minutes were in each state. */
export function countMinutes(minutes: readonly HealthState[]): Record<HealthState, number> {
  const counts = { ok: 0, idle: 0, warn: 0, fail: 0, unavailable: 0 }
  for (const one of minutes) counts[one]++
  return counts
}
