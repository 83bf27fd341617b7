/**
 * Prices are doubles in the instrument's currency, per unit of the instrument.
 *
 * An order's limit and stop prices are rounded to the tick when the order is made; the price of a
 * simulated fill is kept as the models give it.
 */

/** Which way a price is moved to reach the tick. */
export type TickRounding = 'nearest' | 'down' | 'up'

/** Whether a value can be a price: finite and above zero. */
export function isPrice(value: number): boolean {
  return value > 0 && value < Infinity
}

const DECIMALS_MAX = 6

/** A price in a sentence: as many decimals as money has, six, without zeros behind and without an exponent. */
export function priceText(price: number): string {
  const text = String(Number(price.toFixed(DECIMALS_MAX)))
  return text.includes('e') ? price.toFixed(DECIMALS_MAX) : text
}

/**
 * Rounds a price to a multiple of `tickSize`.
 *
 * Works on the count of ticks and removes the error of the division, so 0.07 at a tick of 0.01 stays
 * 0.07. Returns the price unchanged for a tick size of 0, which means "no tick".
 */
export function roundToTick(price: number, tickSize: number, rounding: TickRounding): number {
  if (tickSize === 0) return price
  const ticks = price / tickSize
  const nearest = Math.round(ticks)
  const isOnTick = Math.abs(ticks - nearest) <= 1e-9 * Math.max(1, Math.abs(ticks))
  let count = nearest
  if (!isOnTick && rounding === 'down') count = Math.floor(ticks)
  if (!isOnTick && rounding === 'up') count = Math.ceil(ticks)
  const perUnit = Math.round(1 / tickSize)
  const isUnitFraction = Math.abs(perUnit * tickSize - 1) < 1e-12
  return isUnitFraction ? count / perUnit : count * tickSize
}
