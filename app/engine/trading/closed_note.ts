import { isOpen, nextOpen } from '#kernel/calendar/trading_session.js'
import { VENUES } from '#kernel/instrument/venue.js'
import type { TimeInForce } from '#kernel/order/order.js'

/**
 * What to know about an order in a market that is closed: it waits at the broker, or ends there with nothing.
 * `null` while the market is open, and where the broker keeps no hours.
 */
export function closedNote(
  { symbol, timeInForce }: { readonly symbol: string; readonly timeInForce: TimeInForce },
  hours: 'always' | 'venue',
  nowMs: number
): string | null {
  const venue = VENUES.find((one) => symbol.startsWith(`${one}.`))
  if (hours === 'always' || venue === undefined || isOpen(venue, nowMs)) return null
  const opens = new Date(nextOpen(venue, nowMs)).toISOString().slice(0, 16).replace('T', ' ')
  const fate = timeInForce === 'ioc' ? 'an ioc order ends with nothing' : 'the order waits'
  return `the ${venue} market is closed until ${opens} UTC: ${fate}`
}
