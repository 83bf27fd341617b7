import type { Instrument } from '../instrument/instrument.js'
import { ORDER_TYPES, TIMES_IN_FORCE } from '../signal/signal_record.js'
import type { Fill } from './fill.js'
import { ORDER_ROLES, signOf, type Order } from './order.js'
import { ORDER_STATES } from './order_state.js'

/** Names of the instruments and strategies of an account, by their indices. */
export interface OrderListNames {
  readonly instruments: readonly Instrument[]
  readonly strategies: readonly { readonly id: string }[]
}

/** Numbers of an order and of a fill in the list. */
const ORDER_LENGTH = 14
const FILL_LENGTH = 8

/**
 * What was ordered and what was filled as one row of doubles. The SHA-256 of its bytes (little endian) is
 * the order-list hash: equal hashes mean equal trading, to the last bit.
 *
 * It holds the counts of names, orders and fills; the names, each as its length and its character codes;
 * per order sequence, time, strategy, instrument, role, side, type, quantity, limit, stop (0 for none),
 * time in force, state, filled and average price; per fill sequence, order, time, side, quantity, price,
 * price before slippage and fee. Codes are places in `ORDER_ROLES`, `ORDER_TYPES`, `TIMES_IN_FORCE` and `ORDER_STATES`.
 */
export function orderListNumbers(
  orders: readonly Order[],
  fills: readonly Fill[],
  names: OrderListNames
): Float64Array<ArrayBuffer> {
  const texts = [
    ...names.instruments.map((one) => one.symbol),
    ...names.strategies.map((one) => one.id),
  ]
  const letters = texts.reduce((total, text) => total + 1 + text.length, 0)
  const list = new Float64Array(
    3 + letters + orders.length * ORDER_LENGTH + fills.length * FILL_LENGTH
  )
  list[0] = texts.length
  list[1] = orders.length
  list[2] = fills.length
  let at = 3
  for (const text of texts) {
    list[at++] = text.length
    for (let k = 0; k < text.length; k++) list[at++] = text.charCodeAt(k)
  }
  for (const one of orders) {
    list[at] = one.sequence
    list[at + 1] = one.createdMs
    list[at + 2] = one.strategy
    list[at + 3] = one.instrument
    list[at + 4] = ORDER_ROLES.indexOf(one.role)
    list[at + 5] = signOf(one.side)
    list[at + 6] = ORDER_TYPES.indexOf(one.type)
    list[at + 7] = one.quantity
    list[at + 8] = one.limitPrice ?? 0
    list[at + 9] = one.stopPrice ?? 0
    list[at + 10] = TIMES_IN_FORCE.indexOf(one.timeInForce)
    list[at + 11] = ORDER_STATES.indexOf(one.state)
    list[at + 12] = one.filled
    list[at + 13] = one.averagePrice
    at += ORDER_LENGTH
  }
  for (const one of fills) {
    list[at] = one.sequence
    list[at + 1] = one.orderSequence
    list[at + 2] = one.atMs
    list[at + 3] = signOf(one.side)
    list[at + 4] = one.quantity
    list[at + 5] = one.price
    list[at + 6] = one.marketPrice
    list[at + 7] = one.fee
    at += FILL_LENGTH
  }
  return list
}
