/** All figures beside a benchmark, over the sessions that both have. */
import { formatDay } from '../values/instant.js'
import type { AlignedBenchmark } from './align_benchmark.js'
import { annualReturn } from './annual_return.js'
import {
  activeReturns,
  alphaCompounded,
  alphaLinear,
  battingAverage,
  betaOnSide,
  capture,
  informationRatio,
  regression,
  trackingError,
  treynor,
} from './benchmark.js'
import { maxDrawdown } from './drawdown.js'
import type { BenchmarkFigures } from './performance_result.js'
import { compoundReturn, simpleReturns } from './returns.js'
import { sharpe } from './sharpe.js'
import { annualVolatility } from './volatility.js'

/**
 * Compares session closes with an aligned benchmark, from its first to its last session.
 *
 * Returns run from close to close of those sessions on both sides. `riskFree` is the return of one
 * period. Null when fewer than two sessions remain (a ruined account may end before the benchmark
 * begins).
 */
export function compareWithBenchmark(input: {
  close: Float64Array
  sessionDate: Float64Array
  benchmark: AlignedBenchmark
  periodsPerYear: number
  riskFree: number
  riskFreeAnnual: number
}): BenchmarkFigures | null {
  const { benchmark, periodsPerYear, riskFree } = input
  const from = benchmark.firstIndex
  const to = Math.min(benchmark.lastIndex, input.close.length - 1)
  if (to - from < 1) return null
  const own = simpleReturns(input.close.subarray(from, to + 1))
  const prices = benchmark.close.subarray(from, to + 1)
  const theirs = simpleReturns(prices)
  const fit = regression(own, theirs)
  const beta = fit?.beta ?? null
  const active = activeReturns(own, theirs)
  const perPeriod = informationRatio(active)
  const totalReturn = compoundReturn(theirs)
  const strategyReturn = compoundReturn(own)
  const strategyAnnual = annualReturn(strategyReturn, own.length, periodsPerYear)
  const forAlpha = { returns: own, benchmark: theirs, periodsPerYear, riskFree }
  const onSide = (side: 'all' | 'up' | 'down') => capture(own, theirs, { side, periodsPerYear })
  return {
    name: benchmark.name,
    coverage: benchmark.coverage,
    fromDate: formatDay(input.sessionDate[from]!),
    toDate: formatDay(input.sessionDate[to]!),
    periods: own.length,
    totalReturn,
    annualReturn: annualReturn(totalReturn, theirs.length, periodsPerYear),
    annualVolatility: annualVolatility(theirs, periodsPerYear),
    maxDrawdown: maxDrawdown(prices),
    sharpe: sharpe(theirs, periodsPerYear, riskFree),
    strategyReturn,
    strategyAnnualReturn: strategyAnnual,
    excessReturn: strategyReturn - totalReturn,
    alpha: beta === null ? null : alphaCompounded({ ...forAlpha, beta }),
    alphaLinear: beta === null ? null : alphaLinear({ ...forAlpha, beta }),
    beta,
    correlation: fit?.correlation ?? null,
    rSquared: fit?.rSquared ?? null,
    informationRatio: perPeriod,
    annualInformationRatio: perPeriod === null ? null : perPeriod * Math.sqrt(periodsPerYear),
    trackingError: trackingError(active, periodsPerYear),
    capture: onSide('all'),
    upCapture: onSide('up'),
    downCapture: onSide('down'),
    upBeta: betaOnSide(own, theirs, 'up'),
    downBeta: betaOnSide(own, theirs, 'down'),
    treynor: treynor(strategyAnnual === null ? null : strategyAnnual - input.riskFreeAnnual, beta),
    battingAverage: battingAverage(active),
  }
}
