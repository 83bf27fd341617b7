import type { Command } from '../command.js'
import type { TradingState } from '../state.js'
import type { Order } from './order.js'
import { countWorking } from './working_quantity.js'

/** The terms under which a broker leaves an order at work. */
export interface WorkingAs {
  readonly quantity: number
  readonly limitPrice: number | null
  readonly stopPrice: number | null
  readonly atMs: number
}

/**
 * Takes back a change that the broker refused: the order has the terms again under which it works there.
 *
 * Throws RangeError for a quantity that is not above what has been filled, as no working order's can be.
 */
export function takeBackChange(
  state: TradingState,
  order: Order,
  { quantity, limitPrice, stopPrice, atMs }: WorkingAs,
  out: Command[]
): void {
  if (!(quantity > order.filled && quantity < Infinity)) {
    throw new RangeError(
      `order ${order.sequence} has ${order.filled} filled, it cannot work on for ${quantity}`
    )
  }
  countWorking(state, order, -1)
  order.quantity = quantity
  countWorking(state, order, 1)
  order.limitPrice = limitPrice
  order.stopPrice = stopPrice
  out.push({ type: 'order_changed', order, atMs })
}
