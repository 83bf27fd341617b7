/** Depth and length of falls in one number (Martin and McCann 1989). */

/**
 * Ulcer index: sqrt(sum(drawdown^2) / (n - 1)), a fraction of the peak, 0 when nothing fell.
 *
 * Drawdowns after each return, the start of the series counting as the first peak. The n - 1 is
 * quantstats' convention (Martin divides by n; on a year of days the figures differ by 0.2 %).
 * Null below two drawdowns.
 */
export function ulcerIndex(drawdowns: Float64Array): number | null {
  const n = drawdowns.length
  if (n < 2) return null
  let squares = 0
  for (let i = 0; i < n; i++) squares += drawdowns[i]! * drawdowns[i]!
  return Math.sqrt(squares / (n - 1))
}

/**
 * Ulcer performance index, quantstats' form: (total return - risk-free return of the period) /
 * ulcer index; no unit. Null when the ulcer index is null or 0.
 */
export function ulcerPerformanceIndex(excessReturn: number, ulcer: number | null): number | null {
  return ulcer === null || ulcer === 0 ? null : excessReturn / ulcer
}
