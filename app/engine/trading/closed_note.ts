import { isOpen, nextOpen } from '#kernel/calendar/trading_session.js'
import { VENUES } from '#kernel/instrument/venue.js'

/**
 * What to know about an order in a market that is closed: it waits at the broker. `null` while the market is
 * open, and where the broker keeps no hours.
 */
export function closedNote(
  symbol: string,
  hours: 'always' | 'venue',
  nowMs: number
): string | null {
  const venue = VENUES.find((one) => symbol.startsWith(`${one}.`))
  if (hours === 'always' || venue === undefined || isOpen(venue, nowMs)) return null
  const opens = new Date(nextOpen(venue, nowMs)).toISOString().slice(0, 16).replace('T', ' ')
  return `the ${venue} market is closed: the order waits until it opens, ${opens} UTC`
}
