import { addMicros, micros, type Micros } from '#kernel/values/micros.js'
import type { Side } from '#kernel/order/order.js'

/** What the account holds of an instrument, below zero for a short. */
export interface PaperHolding {
  readonly quantity: number
  /** Mean price of the open quantity, fees not included; 0 when flat. */
  readonly averageCost: number
}

/** An execution in the books. */
export interface PaperFill {
  /** Counts the account's executions, from 1. */
  readonly number: number
  readonly clientOrderId: string
  readonly symbol: string
  readonly side: Side
  readonly currency: string
  readonly quantity: number
  readonly price: number
  /** Quantity × price × multiplier in the instrument's currency, above zero or zero. */
  readonly value: Micros
  readonly fee: Micros
  readonly atMs: number
}

const FLAT: PaperHolding = { quantity: 0, averageCost: 0 }

/**
 * Cash and holdings of an account. At every moment, to the micro-unit of each currency:
 * cash = what it began with + value of what was sold - value of what was bought - fees.
 */
export class PaperLedger {
  constructor(
    readonly cash: Map<string, Micros>,
    readonly holdings: Map<string, PaperHolding>
  ) {}

  /** Books an execution. Throws RangeError, with nothing changed, where the cash cannot be kept exactly. */
  book(fill: PaperFill): void {
    const { currency, symbol, side, value, fee } = fill
    const traded = micros(side === 'buy' ? -value : value)
    const before = this.cash.get(currency) ?? (0 as Micros)
    const after = addMicros(addMicros(before, traded), micros(-fee))
    this.cash.set(currency, after)
    const signed = side === 'buy' ? fill.quantity : -fill.quantity
    const holding = this.holdings.get(symbol) ?? FLAT
    this.holdings.set(symbol, afterTrade(holding, signed, fill.price))
  }
}

/** A sum of quantities without the dust of binary fractions: 0.1 + 0.2 is 0.3. */
export function addQuantities(left: number, right: number): number {
  return Number((left + right).toFixed(9))
}

/** What adds to a holding moves its mean cost, what takes from it does not, what turns it around begins anew. */
function afterTrade(before: PaperHolding, signed: number, price: number): PaperHolding {
  const quantity = addQuantities(before.quantity, signed)
  if (quantity === 0) return FLAT
  if (before.quantity * signed >= 0) {
    const cost = before.averageCost * Math.abs(before.quantity) + price * Math.abs(signed)
    return { quantity, averageCost: cost / Math.abs(quantity) }
  }
  const hasTurned = before.quantity * quantity < 0
  return { quantity, averageCost: hasTurned ? price : before.averageCost }
}
