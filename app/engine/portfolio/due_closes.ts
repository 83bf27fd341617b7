import { sessionsBetween, type TradingSession } from '#kernel/calendar/trading_session.js'
import { sessionDayOf, type Venue } from '#kernel/instrument/venue.js'
import { DAY_MS } from '#kernel/values/instant.js'

/** Dates further back are not made up for. */
const DAYS_MAX = 400

/** The sessions that closed after one instant, up to and with another, in the order of their closes. */
export function closesBetween(
  venues: readonly Venue[],
  afterMs: number,
  untilMs: number
): TradingSession[] {
  const fromMs = Math.max(afterMs, untilMs - DAYS_MAX * DAY_MS)
  return venues
    .flatMap((venue) =>
      sessionsBetween(venue, sessionDayOf(venue, fromMs), sessionDayOf(venue, untilMs))
    )
    .filter(({ closeMs }) => closeMs > fromMs && closeMs <= untilMs)
    .sort((a, b) => a.closeMs - b.closeMs)
}
