/** Checks that the cost models share. Each returns a sentence that names the field, or `null`. */

/** A fault unless the value is a finite number of 0 or more. */
export function amountFault(field: string, value: number): string | null {
  return value >= 0 && value < Infinity ? null : `${field} must be 0 or more, ${was(value)}`
}

/** A fault unless the value is from 0 to below 1. */
export function fractionFault(field: string, value: number): string | null {
  if (value >= 0 && value < 1) return null
  return `${field} must be from 0 to below 1 (0.001 is 0.1 %), ${was(value)}`
}

/** What the value was, in words where it was no number at all. */
export function was(value: number): string {
  return typeof value === 'number' && !Number.isNaN(value) ? `was ${value}` : 'was not a number'
}
