/**
 * Moments of a series of returns: mean, deviation, skew and kurtosis.
 *
 * Every sum is taken in two passes (first the mean, then the deviations from it), because the
 * one-pass form subtracts two nearly equal numbers and loses most of its digits on daily returns.
 */

/**
 * Below this a deviation of returns is the rounding of the division that made them, not risk:
 * a quotient of two equities near 1 carries an error of a few 1e-16. Ratios over it are null.
 */
export const DEVIATION_FLOOR = 2e-15

/**
 * Arithmetic mean, in the unit of the values; null for an empty series.
 * The second pass adds back what the first sum rounded away.
 */
export function mean(values: Float64Array): number | null {
  const n = values.length
  if (n === 0) return null
  let sum = 0
  for (let i = 0; i < n; i++) sum += values[i]!
  const first = sum / n
  let rest = 0
  for (let i = 0; i < n; i++) rest += values[i]! - first
  return first + rest / n
}

/**
 * Variance with n - 1 in the denominator (ddof = 1), in the unit of the values squared.
 *
 * Formula: (sum(d^2) - sum(d)^2 / n) / (n - 1) with d = x - mean, the corrected two-pass form of
 * Chan, Golub and LeVeque (1983). Exactly 0 for a constant series; null below two values.
 */
export function sampleVariance(values: Float64Array): number | null {
  const n = values.length
  if (n < 2) return null
  if (isConstant(values)) return 0
  const centre = mean(values)!
  let squares = 0
  let rest = 0
  for (let i = 0; i < n; i++) {
    const d = values[i]! - centre
    squares += d * d
    rest += d
  }
  return Math.max(0, (squares - (rest * rest) / n) / (n - 1))
}

/** Standard deviation with ddof = 1, in the unit of the values; null below two values. */
export function sampleDeviation(values: Float64Array): number | null {
  const variance = sampleVariance(values)
  return variance === null ? null : Math.sqrt(variance)
}

/**
 * Skewness, bias-adjusted (Fisher-Pearson G1, as pandas `skew` and Excel `SKEW`); no unit.
 *
 * Formula: n / ((n - 1)(n - 2)) * sum((d / s)^3). Null below three values or without deviation.
 */
export function skewness(values: Float64Array): number | null {
  const n = values.length
  const sums = centralSums(values)
  if (n < 3 || sums === null) return null
  const m2 = sums.second / n
  const m3 = sums.third / n
  return ((Math.sqrt(n * (n - 1)) / (n - 2)) * m3) / Math.pow(m2, 1.5)
}

/**
 * Excess kurtosis, bias-adjusted (G2, as pandas `kurt` and Excel `KURT`); 0 for a normal
 * distribution; no unit. Null below four values or without deviation.
 *
 * Formula: (n - 1) / ((n - 2)(n - 3)) * ((n + 1) * m4 / m2^2 - 3 (n - 1)).
 */
export function excessKurtosis(values: Float64Array): number | null {
  const n = values.length
  const sums = centralSums(values)
  if (n < 4 || sums === null) return null
  const m2 = sums.second / n
  const m4 = sums.fourth / n
  return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * (m4 / (m2 * m2)) - 3 * (n - 1))
}

/** Whether every value is the same number; true for an empty series. */
export function isConstant(values: Float64Array): boolean {
  const first = values[0]
  for (let i = 1; i < values.length; i++) if (values[i] !== first) return false
  return true
}

function centralSums(
  values: Float64Array
): { second: number; third: number; fourth: number } | null {
  if (values.length < 2 || isConstant(values)) return null
  const centre = mean(values)!
  let second = 0
  let third = 0
  let fourth = 0
  for (const value of values) {
    const d = value - centre
    const d2 = d * d
    second += d2
    third += d2 * d
    fourth += d2 * d2
  }
  if (Math.sqrt(second / values.length) <= DEVIATION_FLOOR) return null
  return { second, third, fourth }
}
