import { ZERO, addMicros, micros, type Micros } from '../values/micros.js'
import type { TradeInProgress } from './trade.js'

/**
 * What one strategy holds of one instrument.
 *
 * Amounts are in the account's currency. `basis` is what the open quantity cost (negative for a
 * short: what it brought in), so that at every moment
 * `cash = deposits + realised + income - fees - basis` holds to the micro-unit.
 */
export interface Position {
  /** Units held; below zero for a short. */
  quantity: number
  /** Mean entry price of the open quantity in the instrument's currency, costs not included. */
  averageCost: number
  basis: Micros
  /** Market value at the last mark; negative for a short. */
  value: Micros
  /** Profit of what was closed, before fees and income. */
  realised: Micros
  fees: Micros
  /** Dividends received less dividends paid on shorts, and cash in lieu of fractions. */
  income: Micros
  /** The trade that is open, `null` when flat. */
  trade: TradeInProgress | null
}

/**
 * A value that no position keeps. V8 stores a field whose first value is a small integer as one, and compiles
 * everything that reads it anew when the field outgrows 2^31 (2,147 currency units of fees): in the midst of a run.
 * A field that begins with a fraction is a double from the start.
 */
const A_DOUBLE = 0.5 as Micros

/** A position with nothing in it. */
export function flatPosition(): Position {
  const position: Position = {
    quantity: 0,
    averageCost: A_DOUBLE,
    basis: A_DOUBLE,
    value: A_DOUBLE,
    realised: A_DOUBLE,
    fees: A_DOUBLE,
    income: A_DOUBLE,
    trade: null,
  }
  position.averageCost = 0
  position.basis = ZERO
  position.value = ZERO
  position.realised = ZERO
  position.fees = ZERO
  position.income = ZERO
  return position
}

/** Profit of a position since its start: realised, unrealised and income, less fees. */
export function profitOf(position: Position): Micros {
  return micros(
    position.realised + position.income - position.fees + position.value - position.basis
  )
}

/**
 * Adds to a position in the direction that it has, or opens one.
 *
 * `signed` is the quantity with its sign, `amount` what it costs (negative for a short sale).
 */
export function increase(position: Position, signed: number, price: number, amount: Micros): void {
  const before = Math.abs(position.quantity)
  const added = Math.abs(signed)
  position.averageCost = (position.averageCost * before + price * added) / (before + added)
  position.quantity += signed
  position.basis = addMicros(position.basis, amount)
}

/**
 * Takes `quantity` units (above zero, at most what is held) off a position; returns the realised profit.
 *
 * `proceeds` is the cash that the closing trade brings (negative when a short is bought back). The
 * basis leaves in proportion to the quantity; the last unit takes all that is left, so a flat
 * position has a basis of exactly zero.
 */
export function decrease(position: Position, quantity: number, proceeds: Micros): Micros {
  const held = Math.abs(position.quantity)
  const isAll = quantity >= held
  const basisOut = isAll ? position.basis : micros(Math.round(position.basis * (quantity / held)))
  const realised = micros(proceeds - basisOut)
  position.basis = micros(position.basis - basisOut)
  position.realised = addMicros(position.realised, realised)
  if (isAll) {
    position.quantity = 0
    position.averageCost = 0
  } else {
    position.quantity += position.quantity > 0 ? -quantity : quantity
  }
  return realised
}
