/** Reward per unit of all risk, from arithmetic mean returns. No unit; higher is better. */
import { DEVIATION_FLOOR, mean, sampleDeviation } from './moments.js'

/**
 * Sharpe ratio of one period, not annualised: mean(r - rf) / std(r - rf), ddof = 1 (Sharpe 1994).
 * `riskFree` is the return of one period. Null below two returns or without deviation.
 */
export function periodSharpe(returns: Float64Array, riskFree = 0): number | null {
  const deviation = sampleDeviation(returns)
  if (deviation === null || deviation <= DEVIATION_FLOOR) return null
  return (mean(returns)! - riskFree) / deviation
}

/**
 * Annual Sharpe ratio: the ratio of one period times sqrt(periodsPerYear), as empyrical and
 * quantstats. `riskFree` is the return of one period.
 */
export function sharpe(returns: Float64Array, periodsPerYear: number, riskFree = 0): number | null {
  const ratio = periodSharpe(returns, riskFree)
  return ratio === null ? null : ratio * Math.sqrt(periodsPerYear)
}

/**
 * Sharpe ratio divided by a penalty for autocorrelation, quantstats `smart_sharpe`: returns that
 * follow one another make the plain deviation too small.
 *
 * Penalty: sqrt(1 + 2 * sum over k = 1 .. n-1 of (n - k) / n * c^k), c = |correlation of
 * consecutive returns|. Null where the Sharpe ratio or the correlation is undefined.
 */
export function smartSharpe(
  returns: Float64Array,
  periodsPerYear: number,
  riskFree = 0
): number | null {
  const plain = sharpe(returns, periodsPerYear, riskFree)
  const penalty = autocorrelationPenalty(returns)
  return plain === null || penalty === null ? null : plain / penalty
}

function autocorrelationPenalty(returns: Float64Array): number | null {
  const n = returns.length
  if (n < 3) return null
  const earlier = returns.subarray(0, n - 1)
  const later = returns.subarray(1)
  const meanEarlier = mean(earlier)!
  const meanLater = mean(later)!
  let cross = 0
  let squaresEarlier = 0
  let squaresLater = 0
  for (let i = 0; i < n - 1; i++) {
    const a = earlier[i]! - meanEarlier
    const b = later[i]! - meanLater
    cross += a * b
    squaresEarlier += a * a
    squaresLater += b * b
  }
  if (squaresEarlier === 0 || squaresLater === 0) return null
  const c = Math.min(1, Math.abs(cross / Math.sqrt(squaresEarlier * squaresLater)))
  let sum = 0
  let power = c
  // The powers fall geometrically: past 1e-17 a term no longer changes the sum.
  for (let k = 1; k < n && power > 1e-17; k++) {
    sum += ((n - k) / n) * power
    power *= c
  }
  return Math.sqrt(1 + 2 * sum)
}
