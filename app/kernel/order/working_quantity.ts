import { positionOf, type InstrumentState, type TradingState } from '../state.js'
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

/** Units of a trade that take its strategy's position, working market orders included, towards zero. */
export function reducingPart(
  state: TradingState,
  place: { readonly strategy: number; readonly instrument: number },
  sign: 1 | -1,
  quantity: number
): number {
  const held = positionOf(state, place.strategy, place.instrument).quantity
  const expected = held + workingMarketOf(state, place.strategy, place.instrument)
  return sign * expected < 0 ? Math.min(Math.abs(expected), quantity) : 0
}
