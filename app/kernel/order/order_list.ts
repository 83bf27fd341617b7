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

/** Numbers before the names; of an order; of a fill. */
const HEAD_LENGTH = 3
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
  const rows = new OrderRows(orders.length, fills.length)
  for (const one of orders) rows.putOrder(one)
  for (const one of fills) rows.putFill(one)
  return rows.toNumbers(names)
}

/**
 * The rows of an order list while it grows: what is kept of orders and fills where the objects are not.
 * Orders and fills are numbered from 1 without gaps; putting one again replaces its row.
 */
export class OrderRows {
  orderCount = 0
  fillCount = 0
  #orders: Float64Array<ArrayBuffer>
  #fills: Float64Array<ArrayBuffer>

  /** So many orders and fills fit without growing; room that is not written to costs the system nothing. */
  constructor(orders = 65_536, fills = 65_536) {
    this.#orders = new Float64Array(orders * ORDER_LENGTH)
    this.#fills = new Float64Array(fills * FILL_LENGTH)
  }

  /** Writes an order as it stands now. */
  putOrder(one: Order): void {
    const at = (one.sequence - 1) * ORDER_LENGTH
    if (at + ORDER_LENGTH > this.#orders.length) this.#orders = doubled(this.#orders)
    if (one.sequence > this.orderCount) this.orderCount = one.sequence
    const list = this.#orders
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
  }

  /** Writes a fill. */
  putFill(one: Fill): void {
    const at = (one.sequence - 1) * FILL_LENGTH
    if (at + FILL_LENGTH > this.#fills.length) this.#fills = doubled(this.#fills)
    if (one.sequence > this.fillCount) this.fillCount = one.sequence
    const list = this.#fills
    list[at] = one.sequence
    list[at + 1] = one.orderSequence
    list[at + 2] = one.atMs
    list[at + 3] = signOf(one.side)
    list[at + 4] = one.quantity
    list[at + 5] = one.price
    list[at + 6] = one.marketPrice
    list[at + 7] = one.fee
  }

  /** The order list, see `orderListNumbers`. */
  toNumbers({ instruments, strategies }: OrderListNames): Float64Array<ArrayBuffer> {
    const texts = [...instruments.map((one) => one.symbol), ...strategies.map((one) => one.id)]
    const letters = texts.reduce((total, text) => total + 1 + text.length, 0)
    const orders = this.#orders.subarray(0, this.orderCount * ORDER_LENGTH)
    const fills = this.#fills.subarray(0, this.fillCount * FILL_LENGTH)
    const list = new Float64Array(HEAD_LENGTH + letters + orders.length + fills.length)
    list[0] = texts.length
    list[1] = this.orderCount
    list[2] = this.fillCount
    let at = HEAD_LENGTH
    for (const text of texts) {
      list[at++] = text.length
      for (let k = 0; k < text.length; k++) list[at++] = text.charCodeAt(k)
    }
    list.set(orders, at)
    list.set(fills, at + orders.length)
    return list
  }
}

function doubled(list: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(Math.max(ORDER_LENGTH, list.length * 2))
  longer.set(list)
  return longer
}
