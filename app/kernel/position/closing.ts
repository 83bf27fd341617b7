import type { TradingState } from '../state.js'

/** A strategy in an instrument. */
export interface Place {
  readonly strategy: number
  readonly instrument: number
}

/** Whether two are of the same strategy and instrument. */
export function isSamePlace(left: Place, right: Place): boolean {
  return left.strategy === right.strategy && left.instrument === right.instrument
}

/** Whether everything of a strategy in an instrument is being closed. */
export function isBeingClosed({ closing }: TradingState, place: Place): boolean {
  // Nearly always there is nothing: this is asked for every order and every fill.
  return closing.length > 0 && closing.some((one) => isSamePlace(one, place))
}

/** After an order has ended: a place that was being closed is done when none is open there any more. */
export function forgetClosed(state: TradingState, place: Place): void {
  if (state.closing.length === 0) return
  if (state.orders.some((order) => isSamePlace(order, place))) return
  state.closing = state.closing.filter((one) => !isSamePlace(one, place))
}
