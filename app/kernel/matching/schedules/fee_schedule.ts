import type { AssetClass } from '../../instrument/instrument.js'
import type { Side } from '../../order/order.js'

/**
 * Published fee tables as data: each fee is a list of what it was from which trade date on.
 *
 * A fee is `rate` × its basis, lowered to its share of the value, raised to `minimum`, lowered to
 * `maximum` and then rounded, in that order. Fees are reckoned per order and trading day.
 */
export interface FeeTerms {
  /** Day number of the first trade date on which the terms hold. */
  readonly from: number
  /** Currency units per unit of the basis. */
  readonly rate: number
  /** Least that is charged, currency units; 0 for none. */
  readonly minimum: number
  /** Most that is charged, currency units; `null` for none. */
  readonly maximum: number | null
}

/** One line of a fee table. */
export interface Fee {
  readonly name: string
  /** What the rate is taken of: the order (1), its units, or its value. */
  readonly basis: 'order' | 'quantity' | 'value'
  readonly sides: 'both' | 'sell'
  /** `equity` for a duty that funds are exempt from. */
  readonly assets: 'all' | 'equity'
  /** Most that is charged as a fraction of the order's value, `null` for none; `minimum` wins over it. */
  readonly valueShareMax: number | null
  /** Charged amounts are multiples of `roundTo` currency units. */
  readonly roundTo: number
  readonly rounding: 'nearest' | 'up'
  /** Ascending by date. The first terms also hold before their date. */
  readonly terms: readonly FeeTerms[]
}

/** A broker's table for one market. */
export interface FeeSchedule {
  /** In plain words, for the report. */
  readonly title: string
  readonly currency: string
  readonly fees: readonly Fee[]
}

/** The totals that the fees of an order are taken of. */
export interface FeeBasis {
  readonly side: Side
  readonly quantity: number
  /** Quantity × price × multiplier, in the instrument's currency. */
  readonly value: number
  /** Trade date. */
  readonly dayNumber: number
  readonly assetClass: AssetClass
}

/** All fees of a schedule on an order, in currency units, each rounded by its own rule. */
export function scheduleFee(schedule: FeeSchedule, order: FeeBasis): number {
  let total = 0
  for (const fee of schedule.fees) total += feeOf(fee, order)
  return Math.round(total * 100) / 100
}

/** One fee of an order, in currency units, 0 where it does not apply. */
export function feeOf(fee: Fee, order: FeeBasis): number {
  if (fee.sides === 'sell' && order.side !== 'sell') return 0
  if (fee.assets === 'equity' && order.assetClass !== 'equity') return 0
  const terms = termsOn(fee.terms, order.dayNumber)
  const basis = fee.basis === 'order' ? 1 : fee.basis === 'quantity' ? order.quantity : order.value
  let amount = terms.rate * basis
  if (fee.valueShareMax !== null) amount = Math.min(amount, fee.valueShareMax * order.value)
  amount = Math.max(amount, terms.minimum)
  if (terms.maximum !== null) amount = Math.min(amount, terms.maximum)
  return roundMoney(amount, fee.roundTo, fee.rounding)
}

/** The terms that hold on a day. Throws RangeError for a table without terms. */
function termsOn(terms: readonly FeeTerms[], dayNumber: number): FeeTerms {
  let holding = terms[0]
  if (holding === undefined) throw new RangeError('a fee must have terms')
  for (const candidate of terms) {
    if (candidate.from > dayNumber) break
    holding = candidate
  }
  return holding
}

/** Rounds to a step; within 1e-9 of a step counts as on it, so 3.0000000001 is not rounded up to 4. */
function roundMoney(amount: number, step: number, rounding: 'nearest' | 'up'): number {
  const perUnit = Math.round(1 / step)
  const steps = amount * perUnit
  const slack = 1e-9 * Math.max(1, steps)
  const count = rounding === 'up' ? Math.ceil(steps - slack) : Math.floor(steps + 0.5 + slack)
  return count / perUnit
}
