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
  names: {
    readonly instruments: readonly Instrument[]
    readonly strategies: readonly { id: string }[]
  }
): string {
  const lines: string[] = []
  const symbols = names.instruments.map((one) => one.symbol)
  const strategies = names.strategies.map((one) => one.id)
  for (const one of orders) {
    lines.push(
      `o|${one.sequence}|${one.createdMs}|${strategies[one.strategy]}|${symbols[one.instrument]}|${one.role}|` +
        `${one.side}|${one.type}|${one.quantity}|${one.limitPrice ?? ''}|${one.stopPrice ?? ''}|` +
        `${one.timeInForce}|${one.state}|${one.filled}|${one.averagePrice}`
    )
  }
  for (const one of fills) {
    lines.push(
      `f|${one.sequence}|${one.orderSequence}|${one.atMs}|${one.side}|${one.quantity}|${one.price}|${one.fee}`
    )
  }
  return lines.join('\n')
}
