import type { Command } from '../command.js'
import { forgetClosed } from '../position/closing.js'
import type { TradingState } from '../state.js'
import { keepEnded } from './ended_orders.js'
import { isOpen, nextOrderState, type OrderEventType } from './order_state.js'
import type { Order } from './order.js'
import { countWorking } from './working_quantity.js'

/** What a broker can say of an order besides a fill. */
export type BrokerWord = Exclude<
  OrderEventType,
  'order_denied' | 'order_sent' | 'order_partially_filled' | 'order_filled'
>

/**
 * Applies a broker's word to an order. An order that ends leaves the open ones and the projections.
 *
 * Throws IllegalOrderMove for what cannot happen in the order's state.
 */
export function applyOrderEvent(
  state: TradingState,
  order: Order,
  event: BrokerWord,
  atMs: number,
  out: Command[]
): void {
  const wasOpen = isOpen(order.state)
  order.state = nextOrderState(order.state, event)
  if (wasOpen && !isOpen(order.state)) {
    countWorking(state, order, -1)
    removeOpen(state, order)
    keepEnded(state, order)
    forgetClosed(state, order)
  }
  out.push({ type: 'order_changed', order, atMs })
}

/** Takes an order off the list of open ones, keeping their order. */
export function removeOpen(state: TradingState, order: Order): void {
  const { orders } = state
  let kept = 0
  for (let k = 0; k < orders.length; k++) {
    const one = orders[k] as Order
    if (one !== order) orders[kept++] = one
  }
  if (kept < orders.length) orders.pop()
}

/** The open order with a sequence, or `null`. */
export function openOrder(state: TradingState, sequence: number): Order | null {
  const { orders } = state
  for (let k = 0; k < orders.length; k++) {
    if ((orders[k] as Order).sequence === sequence) return orders[k] as Order
  }
  return null
}

/** Asks for an order to be cancelled; it stays open until the broker confirms. */
export function requestCancel(order: Order, reason: string, out: Command[]): void {
  order.isWithdrawn = true
  out.push({ type: 'cancel_order', order, reason })
}
