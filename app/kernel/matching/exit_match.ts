import type { WorkingTerms } from '../order/order.js'
import { isStopReached, isWithinLimit, stopLevelOf } from './bar_match.js'

/**
 * Attached exits in the very bar in which their entry filled after the open.
 *
 * Part of such a bar lies before the entry and the bar does not say which. What hurts is assumed, what
 * helps must be proven: a protective stop counts as hit when the range contains it, a target only
 * where the price must have been there after the entry.
 */

/** How the price came to the entry: back to it (`limit`) or on through it (`stop`). */
export type EntryApproach = 'limit' | 'stop'

/**
 * How the price came to an entry that filled inside a bar at `price` before slippage.
 *
 * A stop-limit that fills at its stop was passed on the way there; at its limit it was come back to.
 */
export function entryApproachOf(entry: WorkingTerms, price: number, open: number): EntryApproach {
  if (entry.type === 'stop' || entry.type === 'trailing_stop') return 'stop'
  if (entry.type !== 'stop_limit' || price !== entry.stopPrice) return 'limit'
  const isPassedOnTheWay = entry.side === 'buy' ? price > open : price < open
  return isPassedOnTheWay ? 'stop' : 'limit'
}

/** Whether the order guards against loss: a stop of any kind. Guards are matched before targets. */
export function isProtective(order: WorkingTerms): boolean {
  return order.type === 'stop' || order.type === 'trailing_stop' || order.type === 'stop_limit'
}

/**
 * The order in which the exits of one group meet a bar: below 0 when `left` goes first.
 *
 * Guards go before targets: where both could fill inside one bar, the worse is assumed. Of two guards
 * the nearer goes first, since the price passes it first.
 */
export function compareExits(left: WorkingTerms, right: WorkingTerms): number {
  const leftGuards = isProtective(left)
  if (leftGuards !== isProtective(right)) return leftGuards ? -1 : 1
  if (!leftGuards) return 0
  const distance = stopLevelOf(right) - stopLevelOf(left)
  return left.side === 'sell' ? distance : -distance
}

/**
 * The price before slippage at which an exit fills in the bar in which its entry filled, or 0.
 *
 * `entryPrice` is the entry's price before slippage. An exit whose level the entry price has passed
 * already fills at the entry price. Sets `triggered` on a guard that fills.
 */
export function matchChildWithin(
  exit: WorkingTerms,
  approach: EntryApproach,
  entryPrice: number,
  high: number,
  low: number,
  close: number
): number {
  const isBuy = exit.side === 'buy'
  if (exit.type === 'stop' || exit.type === 'trailing_stop') {
    const level = stopLevelOf(exit)
    if (!isStopReached(isBuy, level, isBuy ? high : low)) return 0
    exit.triggered = true
    return isStopReached(isBuy, level, entryPrice) ? entryPrice : level
  }
  const target = exit.limitPrice
  if (exit.type !== 'limit' || target === null) return 0
  if (isWithinLimit(isBuy, target, entryPrice)) return entryPrice
  const proven = approach === 'limit' ? close : isBuy ? low : high
  return isWithinLimit(isBuy, target, proven) ? target : 0
}

/**
 * Takes the bar of the entry into the best price of a trailing stop attached to it, with what the bar
 * proves to have come after the entry: the far end of the range behind a stop entry, else the close.
 */
export function advanceTrailOfChild(
  exit: WorkingTerms,
  approach: EntryApproach,
  high: number,
  low: number,
  close: number
): void {
  if (exit.trail === null || exit.triggered) return
  const best = exit.trailBest
  if (exit.side === 'sell') {
    const reached = approach === 'stop' ? high : close
    if (best === null || reached > best) exit.trailBest = reached
  } else {
    const reached = approach === 'stop' ? low : close
    if (best === null || reached < best) exit.trailBest = reached
  }
}
