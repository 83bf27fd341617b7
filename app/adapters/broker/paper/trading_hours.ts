import { isOpen, nextOpen, sessionOf } from '#kernel/calendar/trading_session.js'
import { venueOffsetMs, type Venue } from '#kernel/instrument/venue.js'
import { DAY_MS } from '#kernel/values/instant.js'
import type { TimeInForce } from '#kernel/order/order.js'
import type { PaperSettings } from './paper_settings.js'

type Hours = PaperSettings['hours']

/** Whether orders can execute at an instant. */
export function canTrade(hours: Hours, venue: Venue, atMs: number): boolean {
  return hours === 'always' || isOpen(venue, atMs)
}

/** When an order that reaches the venue at an instant ends unfilled, or `null` for never. */
export function expiryOf(
  order: { readonly timeInForce: TimeInForce; readonly goodTillMs: number | null },
  at: { readonly hours: Hours; readonly venue: Venue; readonly atMs: number }
): number | null {
  if (order.timeInForce === 'gtd') return order.goodTillMs
  return order.timeInForce === 'day' ? endOfDay(at) : null
}

/** The close of the session that goes on, lunch included, else of the next one. */
function endOfDay({ hours, venue, atMs }: { hours: Hours; venue: Venue; atMs: number }): number {
  if (hours === 'always') {
    const offsetMs = venueOffsetMs(venue, atMs)
    return (Math.floor((atMs + offsetMs) / DAY_MS) + 1) * DAY_MS - offsetMs
  }
  const today = sessionOf(venue, atMs)
  if (today !== null && atMs < today.closeMs) return today.closeMs
  return sessionOf(venue, nextOpen(venue, atMs))!.closeMs
}
