import type { Venue } from '../instrument/venue.js'
import { isDaily, TIMEFRAME_MS, type Timeframe } from '../market/timeframe.js'
import { DAY_MS } from '../values/instant.js'
import { sessionsBetween } from './trading_session.js'

/**
 * The instant after which nothing more belongs to a live bar: its start and length for one within a day,
 * the close of the (last) session for a daily or weekly one. A bar of dates without a session ends with them.
 */
export function barCloseMs(timeframe: Timeframe, venue: Venue, startMs: number): number {
  const endMs = startMs + TIMEFRAME_MS[timeframe]
  if (!isDaily(timeframe)) return endMs
  const firstDay = Math.floor(startMs / DAY_MS)
  const sessions = sessionsBetween(venue, firstDay, endMs / DAY_MS - 1)
  return sessions.at(-1)?.closeMs ?? endMs
}
