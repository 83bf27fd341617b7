/** Checks a length of an indicator: a whole number from 1 (or `least`). Throws a RangeError that says so. */
export function countOf(value: number, name: string, least = 1): number {
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new RangeError(`${name} must be a whole number from ${least}, was ${value}`)
}

/** Checks a factor of an indicator: a finite number from `least`. Throws a RangeError that says so. */
export function factorOf(value: number, name: string, least = 0): number {
  if (Number.isFinite(value) && value >= least) return value
  throw new RangeError(`${name} must be a number from ${least}, was ${value}`)
}
