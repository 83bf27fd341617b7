/**
 * Ratios from compounded growth, the family that backtesting.py prints. Kept apart from `sharpe` and
 * `sortino` because the same words there mean arithmetic means; both are right, they answer
 * different questions, and people compare them.
 */
import { DEVIATION_FLOOR, sampleVariance } from './moments.js'
import { downsideDeviation } from './volatility.js'

/** Yearly figures from compounded growth; fractions and plain ratios. */
export interface GeometricRatios {
  /** (1 + g)^periodsPerYear - 1 with g the geometric mean return of one period. */
  annualReturn: number
  /**
   * sqrt((var + (1 + g)^2)^P - (1 + g)^(2P)), the deviation of a year's compounded return when
   * periods are independent (Tobin 1965); P = periodsPerYear, var with ddof = 1.
   */
  annualVolatility: number | null
  /** (annualReturn - riskFreeAnnual) / annualVolatility; null without volatility. */
  sharpe: number | null
  /** (annualReturn - riskFreeAnnual) / annual downside deviation around 0; null without downside. */
  sortino: number | null
}

/**
 * The geometric family for a series of returns. Null when there is no return, or when one was -100 %
 * or worse (a logarithm of it does not exist), or when a year of such growth is beyond counting.
 */
export function geometricRatios(input: {
  returns: Float64Array
  periodsPerYear: number
  riskFreeAnnual: number
}): GeometricRatios | null {
  const { returns, periodsPerYear, riskFreeAnnual } = input
  if (returns.length === 0) return null
  let logGrowth = 0
  for (const value of returns) {
    const growth = 1 + value
    if (growth <= 0) return null
    logGrowth += Math.log(growth)
  }
  const perPeriod = Math.exp(logGrowth / returns.length)
  const annualReturn = Math.pow(perPeriod, periodsPerYear) - 1
  if (!Number.isFinite(annualReturn)) return null
  const annualVolatility = compoundedVolatility(returns, perPeriod, periodsPerYear)
  const downside = downsideDeviation(returns)
  const excess = annualReturn - riskFreeAnnual
  return {
    annualReturn,
    annualVolatility,
    sharpe: annualVolatility === null || annualVolatility === 0 ? null : excess / annualVolatility,
    sortino:
      downside === null || downside <= DEVIATION_FLOOR
        ? null
        : excess / (downside * Math.sqrt(periodsPerYear)),
  }
}

function compoundedVolatility(
  returns: Float64Array,
  perPeriod: number,
  periodsPerYear: number
): number | null {
  const variance = sampleVariance(returns)
  if (variance === null) return null
  if (Math.sqrt(variance) <= DEVIATION_FLOOR) return 0
  const square = perPeriod * perPeriod
  const spread = Math.pow(variance + square, periodsPerYear) - Math.pow(square, periodsPerYear)
  const volatility = Math.sqrt(Math.max(0, spread))
  return Number.isFinite(volatility) ? volatility : null
}
