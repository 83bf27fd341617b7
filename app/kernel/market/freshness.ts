import { sessionOf } from '../calendar/trading_session.js'
import type { Venue } from '../instrument/venue.js'

/**
 * How far the latest price of an instrument can be relied on.
 *
 * `closed`: its market does not trade now, so that nothing new is expected. `waiting`: trading has begun
 * a moment ago and nothing has come since. `stale`: something should have come and has not.
 */
export type Freshness = 'fresh' | 'waiting' | 'stale' | 'closed'

/** What freshness is judged by. */
export interface FreshnessInput {
  readonly venue: Venue
  readonly nowMs: number
  /** When the last news came, `null` for none so far. */
  readonly lastMs: number | null
  /** Without news for longer than this, an open market's price is stale; above 0. */
  readonly staleAfterMs: number
}

/** Judges the latest news of an instrument by the calendar of its venue. */
export function freshnessOf({ venue, nowMs, lastMs, staleAfterMs }: FreshnessInput): Freshness {
  const period = sessionOf(venue, nowMs)?.periods.find(
    ({ openMs, closeMs }) => nowMs >= openMs && nowMs < closeMs
  )
  if (period === undefined) return 'closed'
  const hasCome = lastMs !== null && lastMs >= period.openMs
  const sinceMs = hasCome ? lastMs : period.openMs
  if (nowMs - sinceMs > staleAfterMs) return 'stale'
  return hasCome ? 'fresh' : 'waiting'
}
