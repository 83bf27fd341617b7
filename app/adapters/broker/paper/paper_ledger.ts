import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import type { Instrument } from '#kernel/instrument/instrument.js'
import { addMicros, micros, toMicros, type Micros } from '#kernel/values/micros.js'
import { floorToStep } from '#kernel/values/quantity.js'
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
 * cash = what it began with + value of what was sold - value of what was bought - fees + what splits and
 * dividends brought.
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

  /**
   * Books a split or a dividend on what is held. `price` is the last one before, in its currency, for a
   * fraction of a share that is paid out.
   */
  bookAction(
    action: CorporateAction,
    { symbol, currency, multiplier, quantityStep }: Instrument,
    { price, atMs }: { readonly price: number; readonly atMs: number }
  ): PaperAction {
    const { quantity, averageCost } = this.holdings.get(symbol) ?? FLAT
    const { type, exDay } = action
    const common = { symbol, type, exDay, quantity, currency, atMs }
    if (action.type === 'dividend') {
      const cash = this.#move(currency, quantity * (action.amount * multiplier))
      return { ...common, amount: action.amount, cash }
    }
    const { ratio } = action
    const held = Math.abs(quantity) * ratio
    // Shares of a broken lot are still shares: only what is below one unit cannot be held.
    const whole = floorToStep(held, Math.min(1, quantityStep))
    const fraction = held - whole <= 1e-9 * held ? 0 : held - whole
    const sign = Math.sign(quantity)
    const left = whole === 0 ? FLAT : { quantity: sign * whole, averageCost: averageCost / ratio }
    this.holdings.set(symbol, left)
    const cash = this.#move(currency, sign * fraction * ((price / ratio) * multiplier))
    return { ...common, amount: ratio, cash }
  }

  #move(currency: string, amount: number): Micros {
    const moved = toMicros(amount)
    this.cash.set(currency, addMicros(this.cash.get(currency) ?? (0 as Micros), moved))
    return moved
  }
}

/** A split or a dividend in the books. */
export interface PaperAction {
  readonly symbol: string
  readonly type: CorporateAction['type']
  readonly exDay: number
  /** Ratio of a split, amount of a dividend for each unit. */
  readonly amount: number
  /** Units held before, below zero for a short. */
  readonly quantity: number
  /** Cash that it moved: a dividend, or what stands for a fraction that nobody can hold. */
  readonly cash: Micros
  readonly currency: string
  readonly atMs: number
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
