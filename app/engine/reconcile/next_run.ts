import { isOpen } from '#kernel/calendar/trading_session.js'
import type { Venue } from '#kernel/instrument/venue.js'
import type { ReconcileSettings } from './reconcile_settings.js'

/**
 * Whether it is time to compare again: the last comparison lies further back than it may while a market of
 * the account is open, or while all are closed. A clock that was set back makes it time.
 */
export function isRunDue(
  lastMs: number,
  { nowMs, venues }: { readonly nowMs: number; readonly venues: readonly Venue[] },
  { openEveryMs, closedEveryMs }: Pick<ReconcileSettings, 'openEveryMs' | 'closedEveryMs'>
): boolean {
  if (nowMs < lastMs) return true
  const isTrading = venues.some((venue) => isOpen(venue, nowMs))
  return nowMs - lastMs >= (isTrading ? openEveryMs : closedEveryMs)
}
