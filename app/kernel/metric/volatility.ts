/** How much returns scatter. Fractions per year unless said otherwise. */
import { sampleDeviation } from './moments.js'

/**
 * Annual volatility: sample standard deviation (ddof = 1) of the returns times
 * sqrt(periodsPerYear), as empyrical `annual_volatility`. Null below two returns.
 */
export function annualVolatility(returns: Float64Array, periodsPerYear: number): number | null {
  const deviation = sampleDeviation(returns)
  return deviation === null ? null : deviation * Math.sqrt(periodsPerYear)
}

/**
 * Downside deviation of one period around `required` (a fraction per period):
 * sqrt(mean(min(r - required, 0)^2)), the mean over all n returns (Sortino and Price 1994).
 * Null when empty; 0 when no return was below the required one.
 */
export function downsideDeviation(returns: Float64Array, required = 0): number | null {
  const n = returns.length
  if (n === 0) return null
  let squares = 0
  for (let i = 0; i < n; i++) {
    const below = returns[i]! - required
    if (below < 0) squares += below * below
  }
  return Math.sqrt(squares / n)
}

/** Downside deviation brought to a year by sqrt(periodsPerYear), as empyrical `downside_risk`. */
export function annualDownsideDeviation(
  returns: Float64Array,
  periodsPerYear: number,
  required = 0
): number | null {
  const deviation = downsideDeviation(returns, required)
  return deviation === null ? null : deviation * Math.sqrt(periodsPerYear)
}
