import type { Instrument } from '../instrument/instrument.js'
import type { Fill } from './fill.js'
import type { Order } from './order.js'

/**
 * The canonical text of what was ordered and what was filled, one line each, numbers in their shortest
 * exact form. Its SHA-256 is the order-list hash: equal hashes mean equal trading, to the last digit.
 */
export function orderListText(
  orders: readonly Order[],
  fills: readonly Fill[],
  names: OrderListNames
): string {
  return [...orderListPieces(orders, fills, names)].join('')
}

/** Names of the instruments and strategies of an account, by their indices. */
export interface OrderListNames {
  readonly instruments: readonly Instrument[]
  readonly strategies: readonly { readonly id: string }[]
}

/** Lines in one piece. */
const LINES_AT_ONCE = 2048

/** The same text in pieces, so that a long list need never be held whole. */
export function* orderListPieces(
  orders: readonly Order[],
  fills: readonly Fill[],
  names: OrderListNames
): Generator<string> {
  const symbols = names.instruments.map((one) => one.symbol)
  const strategies = names.strategies.map((one) => one.id)
  const total = orders.length + fills.length
  for (let from = 0; from < total; from += LINES_AT_ONCE) {
    let piece = ''
    for (let k = from; k < Math.min(total, from + LINES_AT_ONCE); k++) {
      const line =
        k < orders.length
          ? orderLine(orders[k] as Order, strategies, symbols)
          : fillLine(fills[k - orders.length] as Fill)
      piece += k === 0 ? line : `\n${line}`
    }
    yield piece
  }
}

function orderLine(one: Order, strategies: readonly string[], symbols: readonly string[]): string {
  return (
    `o|${one.sequence}|${one.createdMs}|${strategies[one.strategy]}|${symbols[one.instrument]}|${one.role}|` +
    `${one.side}|${one.type}|${one.quantity}|${one.limitPrice ?? ''}|${one.stopPrice ?? ''}|` +
    `${one.timeInForce}|${one.state}|${one.filled}|${one.averagePrice}`
  )
}

function fillLine(one: Fill): string {
  return `f|${one.sequence}|${one.orderSequence}|${one.atMs}|${one.side}|${one.quantity}|${one.price}|${one.fee}`
}
