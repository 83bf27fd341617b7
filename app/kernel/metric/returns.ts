/**
 * Simple returns: the step from one value of an equity or price series to the next, as a fraction
 * (0.01 = one percent).
 */

/**
 * Returns between consecutive values: value[i] / value[i - 1] - 1; length is one less than the input.
 *
 * `base` is the value before the first one (the opening balance of a run). A first value that
 * equals the base adds no return: nothing was at risk yet, and the series is then the usual
 * percentage change of the closes. A first value that differs is a gain or loss of the first
 * session and comes first.
 *
 * Throws RangeError when a value to divide by is not above zero; callers cut the series there first.
 */
export function simpleReturns(values: Float64Array, base?: number): Float64Array {
  const n = values.length
  const leads = base !== undefined && n > 0 && values[0] !== base
  const offset = leads ? 1 : 0
  const returns = new Float64Array(Math.max(0, n - 1 + offset))
  if (leads) returns[0] = step(base, values[0]!)
  for (let i = 1; i < n; i++) returns[i - 1 + offset] = step(values[i - 1]!, values[i]!)
  return returns
}

/** Compounded return of a series of returns, as a fraction: product(1 + r) - 1; 0 when empty. */
export function compoundReturn(returns: Float64Array): number {
  let growth = 1
  for (let i = 0; i < returns.length; i++) growth *= 1 + returns[i]!
  return growth - 1
}

/** Plain sum of a series; in the unit of the values. */
export function sumOf(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum
}

function step(before: number, after: number): number {
  if (!(before > 0)) {
    throw new RangeError(`a return needs a value above zero to start from, was ${before}`)
  }
  return after / before - 1
}
