import type { StrategyRow } from '#ports/strategy_records.js'

/** What is said of a command that nobody carried out in time. */
export const TOO_LATE = 'it came too late: nobody was there to carry it out in time'

/** What is said of a strategy that is not there. */
export function noStrategy(name: string): string {
  return `there is no strategy "${name.slice(0, 40)}" in this account; strategy:list shows them`
}

/** What speaks against starting, pausing or stopping a strategy as it stands, or `null`. */
export function leadFault(kind: string, { name, wanted }: StrategyRow): string | null {
  if (kind === 'resume_strategy' && wanted === 'stopped') {
    return `${name} is stopped, not paused: node ace strategy:start ${name}`
  }
  if (kind === 'pause_strategy' && wanted === 'stopped') return `${name} is stopped already`
  return null
}
