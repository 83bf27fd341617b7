import { keepsExitsSmall, positionOf, type InstrumentState, type TradingState } from '../state.js'
import { remainingOf, signOf, type Order } from './order.js'

/** Whether an order may only take its strategy's position towards zero, whatever it says. */
export function isReduceOnly(order: Order): boolean {
  return order.role !== 'entry'
}

/**
 * Adds what an order may still trade to its instrument's projections (`direction` 1), or takes it off
 * again (-1). Called around every change of an order's remaining quantity.
 *
 * Attached exits do not count: they only shrink what is held. Resting entries count on their side;
 * market orders move the projection as if they had filled.
 */
export function countWorking(state: TradingState, order: Order, direction: 1 | -1): void {
  const instrument = state.instruments[order.instrument] as InstrumentState
  const quantity = remainingOf(order) * direction
  if (order.type === 'market') {
    instrument.workingMarket += quantity * signOf(order.side)
  } else if (!isReduceOnly(order)) {
    if (order.side === 'buy') instrument.restingBuys += quantity
    else instrument.restingSells += quantity
  }
}

/** Signed units of a strategy's own working market orders in an instrument. */
export function workingMarketOf(state: TradingState, strategy: number, instrument: number): number {
  let total = 0
  for (let k = 0; k < state.orders.length; k++) {
    const order = state.orders[k] as Order
    if (order.strategy !== strategy || order.instrument !== instrument) continue
    if (order.type === 'market') total += remainingOf(order) * signOf(order.side)
  }
  return total
}

/** What decides whether an order may fill beside others. */
interface Terms {
  readonly type: Order['type']
  readonly ocoGroup: number
}

/**
 * Units of a trade that take its strategy's position, working market orders included, towards zero.
 *
 * Where exits are kept small nothing is closed twice: what a resting order of the same side is there to close
 * already is not closed by another one that the same move of the market could fill. Orders that one cancels
 * the other, those that are being cancelled, and a stop beside a limit do not count.
 */
export function reducingPart(
  state: TradingState,
  place: { readonly strategy: number; readonly instrument: number },
  sign: 1 | -1,
  quantity: number,
  type: Order['type'],
  ocoGroup: number
): number {
  const held = positionOf(state, place.strategy, place.instrument).quantity
  const expected = held + workingMarketOf(state, place.strategy, place.instrument)
  if (sign * expected >= 0) return 0
  let left = Math.abs(expected)
  if (type !== 'market' && keepsExitsSmall(state)) {
    left = Math.max(0, left - closingAlready(state, place, sign, { type, ocoGroup }))
  }
  return Math.min(left, quantity)
}

function closingAlready(
  { orders }: TradingState,
  place: { readonly strategy: number; readonly instrument: number },
  sign: 1 | -1,
  terms: Terms
): number {
  let total = 0
  for (const order of orders) {
    if (order.strategy !== place.strategy || order.instrument !== place.instrument) continue
    if (order.type === 'market' || signOf(order.side) !== sign || order.isWithdrawn) continue
    if ((order.type === 'limit') !== (terms.type === 'limit')) continue
    if (terms.ocoGroup > 0 && order.ocoGroup === terms.ocoGroup) continue
    total += remainingOf(order)
  }
  return total
}

/**
 * Units that an order may find to close: its strategy's position on the other side of it, and what market
 * orders are about to add to that.
 */
export function closableBy(state: TradingState, closer: Order): number {
  const { quantity } = positionOf(state, closer.strategy, closer.instrument)
  let closable = closer.side === 'sell' ? quantity : -quantity
  for (const order of state.orders) {
    if (order.strategy !== closer.strategy || order.instrument !== closer.instrument) continue
    if (order.type === 'market' && order.side !== closer.side) closable += remainingOf(order)
  }
  return Math.max(0, closable)
}
