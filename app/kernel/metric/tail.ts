/** The bad end of the distribution of returns. Fractions per period; losses are negative. */
import { mean, sampleDeviation } from './moments.js'
import { inverseNormal } from './normal_distribution.js'
import { meanOfSmallest, percentile } from './percentile.js'

/**
 * Historical value at risk: the return that only the worst `share` of periods fell below
 * (0.05 = the 5 % percentile, linear interpolation), as empyrical. Null when empty.
 */
export function valueAtRisk(returns: Float64Array, share = 0.05): number | null {
  return percentile(returns, share)
}

/**
 * Conditional value at risk (expected shortfall): mean of the floor((n - 1) * share) + 1 worst
 * returns, as empyrical. Null when empty.
 */
export function conditionalValueAtRisk(returns: Float64Array, share = 0.05): number | null {
  if (returns.length === 0) return null
  return meanOfSmallest(returns, Math.floor((returns.length - 1) * share) + 1)
}

/**
 * Value at risk were returns normal: mean + std * z(share), ddof = 1, as quantstats.
 * Null below two returns.
 */
export function normalValueAtRisk(returns: Float64Array, share = 0.05): number | null {
  const deviation = sampleDeviation(returns)
  return deviation === null ? null : mean(returns)! + deviation * inverseNormal(share)
}

/**
 * Mean of the returns strictly below `level`; the level itself when none is, as quantstats `cvar`
 * with the normal value at risk for level. Null when the level is.
 */
export function meanBelow(returns: Float64Array, level: number | null): number | null {
  if (level === null) return null
  let sum = 0
  let count = 0
  for (const value of returns) {
    if (value < level) {
      sum += value
      count++
    }
  }
  return count === 0 ? level : sum / count
}

/**
 * Tail ratio: |95th percentile| / |5th percentile|; above 1 the good extremes are larger. No unit.
 * Null when empty or when the 5th percentile is 0.
 */
export function tailRatio(returns: Float64Array): number | null {
  const good = percentile(returns, 0.95)
  const bad = percentile(returns, 0.05)
  return good === null || bad === null || bad === 0 ? null : Math.abs(good) / Math.abs(bad)
}
