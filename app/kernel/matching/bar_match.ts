import type { WorkingTerms } from '../order/order.js'
import { trailLevel } from './trailing.js'

/**
 * When an order fills against a bar, and at which price before slippage.
 *
 * A bar is met in two passes: its open, a moment known exactly, and the rest of it, of which only the
 * range and the close are known. The price returned always lies within the bar's low..high; 0 means no
 * fill. `docs/simulation.md` states every rule with an example. Both functions run for each open order
 * on each bar: they allocate nothing.
 */

/**
 * The price at which the order fills at the bar's open, or 0.
 *
 * Sets `triggered` on a stop of any kind that the open has reached, also where it does not fill.
 */
export function matchAtOpen(order: WorkingTerms, open: number): number {
  const type = order.type
  if (type === 'market') return open
  const isBuy = order.side === 'buy'
  if (type === 'limit') return isWithinLimit(isBuy, order.limitPrice, open) ? open : 0
  if (!order.triggered) {
    if (!isStopReached(isBuy, stopLevelOf(order), open)) return 0
    order.triggered = true
  }
  if (type !== 'stop_limit') return open
  return isWithinLimit(isBuy, order.limitPrice, open) ? open : 0
}

/**
 * The price at which the order fills inside the bar, or 0, for an order that works since the open or
 * longer and did not fill there.
 *
 * An order made at this very open (an exit attached to an entry that filled there) belongs here too: a
 * level that the open has passed already fills at the open. Exits of an entry that filled inside this
 * bar go to `matchChildWithin`. Sets `triggered` on a stop of any kind that the bar has reached.
 */
export function matchWithin(
  order: WorkingTerms,
  open: number,
  high: number,
  low: number,
  close: number
): number {
  const type = order.type
  if (type === 'market') return 0
  const isBuy = order.side === 'buy'
  if (type === 'limit') return limitWithin(isBuy, order.limitPrice, open, high, low)
  if (type === 'stop_limit') return stopLimitWithin(order, isBuy, open, high, low, close)
  if (order.triggered) return 0
  const level = stopLevelOf(order)
  if (!isStopReached(isBuy, level, isBuy ? high : low)) return 0
  order.triggered = true
  return isStopReached(isBuy, level, open) ? open : level
}

/** The level of a stop or trailing stop; 0 where it has none. */
export function stopLevelOf(order: WorkingTerms): number {
  return order.type === 'trailing_stop' ? trailLevel(order) : (order.stopPrice ?? 0)
}

/** Whether a price has gone as far as the stop: up to it for a buy, down to it for a sell. */
export function isStopReached(isBuy: boolean, level: number, price: number): boolean {
  return level > 0 && (isBuy ? price >= level : price <= level)
}

/** Whether a price is as good as the limit or better. */
export function isWithinLimit(isBuy: boolean, limit: number | null, price: number): boolean {
  return limit !== null && (isBuy ? price <= limit : price >= limit)
}

/** A limit order against a whole bar: its limit, or the open where that is better. */
function limitWithin(
  isBuy: boolean,
  limit: number | null,
  open: number,
  high: number,
  low: number
): number {
  if (limit === null || !isWithinLimit(isBuy, limit, isBuy ? low : high)) return 0
  return isWithinLimit(isBuy, limit, open) ? open : limit
}

/**
 * A stop-limit order against the bar after its open.
 *
 * Triggered inside the bar, it fills there only where the bar proves it. On its way to the stop the price
 * is at the stop, so a limit no worse than the stop fills at the stop. A limit that asks for a better
 * price than the stop is proven by the close alone: the rest of the range may lie before the trigger.
 */
function stopLimitWithin(
  order: WorkingTerms,
  isBuy: boolean,
  open: number,
  high: number,
  low: number,
  close: number
): number {
  const stop = order.stopPrice ?? 0
  const limit = order.limitPrice
  if (!order.triggered && isStopReached(isBuy, stop, open)) order.triggered = true
  if (order.triggered) return limitWithin(isBuy, limit, open, high, low)
  if (!isStopReached(isBuy, stop, isBuy ? high : low)) return 0
  order.triggered = true
  if (isWithinLimit(isBuy, limit, stop)) return stop
  return limit !== null && isWithinLimit(isBuy, limit, close) ? limit : 0
}
