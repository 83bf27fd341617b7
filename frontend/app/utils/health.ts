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
  return answer.parts.map((part) => {
    const ageMs = Date.parse(answer.at) - Date.parse(part.at) + silentMs
    if (ageMs <= answer.freshMs || part.state === 'unavailable') return part
    return { ...part, state: 'unavailable', code: 'no_sample', detail: null, since: part.at }
  })
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
