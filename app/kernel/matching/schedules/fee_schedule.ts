import type { Side } from '../../order/order.js'

/**
 * Published fee tables as data: each fee is a list of what it was from which trade date on.
 *
 * A fee is `rate` × its basis, raised to `minimum`, lowered to `maximum`, then rounded. Fees are
 * reckoned per order and trading day, as the broker bills them.
 */
export interface FeeTerms {
  /** First trade date on which the terms hold, as `2024-05-22`. */
  readonly from: string
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
  /**
   * Most that is charged as a fraction of the order's value, `null` for none. `minimum` wins over it.
   */
  readonly valueShareMax: number | null
  /** Money is rounded to a multiple of `roundTo` currency units. */
  readonly roundTo: number
  readonly rounding: 'nearest' | 'up'
  /** Ascending by date. Before the first date the fee is not charged. */
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
  /** Trade date as `2024-05-22`. */
  readonly date: string
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
  const terms = termsOn(fee.terms, order.date)
  if (terms === null) return 0
  const basis = fee.basis === 'order' ? 1 : fee.basis === 'quantity' ? order.quantity : order.value
  let amount = terms.rate * basis
  if (fee.valueShareMax !== null) amount = Math.min(amount, fee.valueShareMax * order.value)
  amount = Math.max(amount, terms.minimum)
  if (terms.maximum !== null) amount = Math.min(amount, terms.maximum)
  return roundMoney(amount, fee.roundTo, fee.rounding)
}

/** The terms that hold on a date, or `null` before the first. */
function termsOn(terms: readonly FeeTerms[], date: string): FeeTerms | null {
  let holding: FeeTerms | null = null
  for (const candidate of terms) {
    if (candidate.from > date) break
    holding = candidate
  }
  return holding
}

/** Rounds to a step; a value within 1e-9 of a step is on it, so 3.0000000001 is not rounded up to 4. */
function roundMoney(amount: number, step: number, rounding: 'nearest' | 'up'): number {
  const steps = amount / step
  const nearest = Math.round(steps)
  const isOnStep = Math.abs(steps - nearest) < 1e-9 * Math.max(1, steps)
  const count = isOnStep || rounding === 'nearest' ? Math.floor(steps + 0.5 + 1e-9) : Math.ceil(steps)
  const perUnit = Math.round(1 / step)
  return count / perUnit
}
