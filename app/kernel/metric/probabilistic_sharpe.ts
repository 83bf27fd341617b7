/**
 * How sure one may be of a Sharpe ratio, given how short, how skewed and how often tried it is.
 * Bailey and Lopez de Prado, "The Sharpe Ratio Efficient Frontier" (2012) and "The Deflated Sharpe
 * Ratio" (2014). All Sharpe ratios here are of one period, not annualised.
 */
import { inverseNormal, normalCdf } from './normal_distribution.js'

/** Euler and Mascheroni's constant, in the expected maximum of many trials. */
const EULER = 0.5772156649015329

/** What is known of the returns. `kurtosis` is the full one (3 for a normal distribution). */
export interface SharpeEvidence {
  periodSharpe: number
  observations: number
  skew: number
  kurtosis: number
}

/**
 * Probability, 0..1, that the true Sharpe ratio exceeds `threshold`:
 * Phi((SR - threshold) sqrt(n - 1) / sqrt(1 - skew SR + (kurtosis - 1) / 4 SR^2)).
 *
 * Null below two observations or when the root's argument is not positive. quantstats hands the
 * excess kurtosis to the same formula, which makes its figure differ.
 */
export function probabilisticSharpe(evidence: SharpeEvidence, threshold = 0): number | null {
  const { periodSharpe, observations, skew, kurtosis } = evidence
  const spread = 1 - skew * periodSharpe + ((kurtosis - 1) / 4) * periodSharpe * periodSharpe
  if (observations < 2 || !(spread > 0)) return null
  return normalCdf(((periodSharpe - threshold) * Math.sqrt(observations - 1)) / Math.sqrt(spread))
}

/**
 * Sharpe ratio of one period that the best of `trials` worthless strategies is expected to show:
 * sqrt(V) ((1 - g) z(1 - 1/N) + g z(1 - 1/(N e))). `variance` is that of the trials' Sharpe ratios.
 * 0 for a single trial. Throws RangeError when trials is below 1 or the variance negative.
 */
export function expectedBestSharpe(trials: number, variance: number): number {
  if (!(trials >= 1)) throw new RangeError(`number of trials must be at least 1, was ${trials}`)
  if (!(variance >= 0)) throw new RangeError(`variance must not be negative, was ${variance}`)
  if (trials === 1) return 0
  const best =
    (1 - EULER) * inverseNormal(1 - 1 / trials) + EULER * inverseNormal(1 - 1 / (trials * Math.E))
  return Math.sqrt(variance) * best
}

/**
 * Deflated Sharpe ratio: probability, 0..1, that the true Sharpe ratio is above zero after `trials`
 * parameter sets were tried and this one was kept.
 *
 * `variance` of the trials' Sharpe ratios; where it was not kept, 1 / (n - 1), the sampling variance
 * of a worthless strategy's ratio, stands in. With one trial it equals the probabilistic ratio.
 */
export function deflatedSharpe(
  evidence: SharpeEvidence,
  trials: number,
  variance?: number
): number | null {
  if (evidence.observations < 2) return null
  const spread = variance ?? 1 / (evidence.observations - 1)
  return probabilisticSharpe(evidence, expectedBestSharpe(trials, spread))
}
