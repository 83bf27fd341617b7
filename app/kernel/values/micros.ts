/**
 * Money as an integer number of micro-units (1e-6 of a currency unit).
 *
 * Sums of `Micros` are exact. The safe range of a double holds about nine billion currency units;
 * beyond it every function here throws a RangeError instead of losing a unit silently.
 */
declare const microsBrand: unique symbol

/** An integer count of micro-units of one currency. Positive is money held or received. */
export type Micros = number & { readonly [microsBrand]: true }

/** Micro-units in one currency unit. */
export const MICROS_PER_UNIT = 1_000_000

/** No money. */
export const ZERO = 0 as Micros

/** Takes an integer that already counts micro-units. Throws RangeError when it is not a safe integer. */
export function micros(count: number): Micros {
  if (!Number.isSafeInteger(count)) {
    throw new RangeError(`money must be a safe integer of micro-units, was ${count}`)
  }
  return count as Micros
}

/**
 * Rounds an amount in currency units to the nearest micro-unit, halves away from zero.
 *
 * Rounding is symmetric, so that selling what was bought never leaves a unit behind.
 * Throws RangeError for NaN, infinities and amounts beyond the safe range.
 */
export function toMicros(units: number): Micros {
  const scaled = units * MICROS_PER_UNIT
  const rounded = scaled < 0 ? -Math.round(-scaled) : Math.round(scaled)
  if (!(rounded <= Number.MAX_SAFE_INTEGER && rounded >= -Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`${units} is not an amount of money that can be kept exactly`)
  }
  return (rounded + 0) as Micros
}

/** The amount in currency units, for statistics and display only: it never returns to the ledger. */
export function toUnits(amount: Micros): number {
  return amount / MICROS_PER_UNIT
}

/** The exact sum. Throws RangeError beyond the safe range. */
export function addMicros(left: Micros, right: Micros): Micros {
  return micros(left + right)
}

/** The amount as a decimal string with the fraction digits that it needs, at least two: `-12.50`. */
export function formatMicros(amount: Micros): string {
  const absolute = Math.abs(amount)
  const whole = Math.floor(absolute / MICROS_PER_UNIT)
  const fraction = String(absolute % MICROS_PER_UNIT)
    .padStart(6, '0')
    .replace(/0{1,4}$/, '')
  return `${amount < 0 ? '-' : ''}${whole}.${fraction}`
}

/**
 * Reads a decimal string such as `-1250.75` exactly.
 *
 * Throws RangeError for anything else, for more than six fraction digits, and beyond the safe range.
 */
export function parseMicros(text: string): Micros {
  const match = /^(-?)(\d{1,10})(?:\.(\d{1,6}))?$/.exec(text)
  if (match === null) {
    throw new RangeError(`"${text}" is not an amount: write digits with at most six decimals`)
  }
  const whole = Number(match[2]) * MICROS_PER_UNIT
  const fraction = Number((match[3] ?? '').padEnd(6, '0'))
  const sign = match[1] === '-' ? -1 : 1
  return micros(sign * (whole + fraction) + 0)
}
