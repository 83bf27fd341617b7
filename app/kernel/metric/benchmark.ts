/**
 * A strategy beside a benchmark, from two series of returns over the same periods. Fractions.
 * Every function throws RangeError when the two series differ in length: that is a caller's mistake.
 */
import { annualReturn } from './annual_return.js'
import { DEVIATION_FLOOR, mean, sampleDeviation } from './moments.js'
import { compoundReturn } from './returns.js'

/** Slope and fit of the strategy's returns on the benchmark's. */
export interface Regression {
  /** cov(r, b) / var(b); no unit. */
  beta: number
  /** Pearson correlation, -1..1; null when the strategy's returns do not vary. */
  correlation: number | null
  /** Square of the correlation, 0..1; null as it. */
  rSquared: number | null
}

/** Least squares of returns on benchmark returns; null below two periods or for a flat benchmark. */
export function regression(returns: Float64Array, benchmark: Float64Array): Regression | null {
  assertPaired(returns, benchmark)
  if (returns.length < 2) return null
  const centreR = mean(returns)!
  const centreB = mean(benchmark)!
  let rb = 0
  let rr = 0
  let bb = 0
  const n = returns.length
  for (let i = 0; i < n; i++) {
    const r = returns[i]! - centreR
    const b = benchmark[i]! - centreB
    rb += r * b
    rr += r * r
    bb += b * b
  }
  const floor = DEVIATION_FLOOR * DEVIATION_FLOOR * returns.length
  if (bb <= floor) return null
  const correlation = rr <= floor ? null : rb / Math.sqrt(rr * bb)
  return {
    beta: rb / bb,
    correlation,
    rSquared: correlation === null ? null : correlation * correlation,
  }
}

/**
 * Jensen's alpha per year, compounded: (1 + mean((r - rf) - beta (b - rf)))^periodsPerYear - 1, as
 * empyrical. `riskFree` is the return of one period. Null when empty.
 */
export function alphaCompounded(input: AlphaInput): number | null {
  const perPeriod = alphaPerPeriod(input)
  return perPeriod === null ? null : Math.pow(1 + perPeriod, input.periodsPerYear) - 1
}

/** Jensen's alpha per year, linear: the mean of one period times periodsPerYear, as quantstats. */
export function alphaLinear(input: AlphaInput): number | null {
  const perPeriod = alphaPerPeriod(input)
  return perPeriod === null ? null : perPeriod * input.periodsPerYear
}

/** What both forms of alpha need. */
export interface AlphaInput {
  returns: Float64Array
  benchmark: Float64Array
  beta: number
  periodsPerYear: number
  riskFree: number
}

/**
 * Jensen's alpha of the whole period, not annualised: R - rf - beta (B - rf) with total returns, the
 * figure backtesting.py prints as "Alpha" (with beta from logarithmic returns). Fractions.
 */
export function alphaOfPeriod(input: {
  totalReturn: number
  benchmarkReturn: number
  beta: number
  riskFree: number
}): number {
  return input.totalReturn - input.riskFree - input.beta * (input.benchmarkReturn - input.riskFree)
}

/** Returns minus benchmark returns, period by period. */
export function activeReturns(returns: Float64Array, benchmark: Float64Array): Float64Array {
  assertPaired(returns, benchmark)
  const active = new Float64Array(returns.length)
  for (let i = 0; i < active.length; i++) active[i] = returns[i]! - benchmark[i]!
  return active
}

/** Annual tracking error: std of active returns (ddof = 1) * sqrt(periodsPerYear). */
export function trackingError(active: Float64Array, periodsPerYear: number): number | null {
  const deviation = sampleDeviation(active)
  return deviation === null ? null : deviation * Math.sqrt(periodsPerYear)
}

/**
 * Information ratio of one period: mean(active) / std(active), ddof = 1, as empyrical and quantstats
 * (times sqrt(periodsPerYear) for the annual one). Null without deviation.
 */
export function informationRatio(active: Float64Array): number | null {
  const deviation = sampleDeviation(active)
  if (deviation === null || deviation <= DEVIATION_FLOOR) return null
  return mean(active)! / deviation
}

/** Share of the periods, 0..1, in which the strategy did better than the benchmark; null when empty. */
export function battingAverage(active: Float64Array): number | null {
  if (active.length === 0) return null
  let better = 0
  for (let i = 0; i < active.length; i++) if (active[i]! > 0) better++
  return better / active.length
}

/** Which periods a capture ratio or a partial beta looks at, by the sign of the benchmark's return. */
export type BenchmarkSide = 'all' | 'up' | 'down'

/**
 * Capture ratio: annual return of the strategy / annual return of the benchmark, both over the
 * periods on the given side only (1 = moved as the benchmark), as empyrical. Null when no period is
 * on that side or the benchmark's annual return is 0 or undefined.
 */
export function capture(
  returns: Float64Array,
  benchmark: Float64Array,
  options: { side: BenchmarkSide; periodsPerYear: number }
): number | null {
  const pair = onSide(returns, benchmark, options.side)
  const own = annual(pair.returns, options.periodsPerYear)
  const theirs = annual(pair.benchmark, options.periodsPerYear)
  if (own === null || theirs === null || theirs === 0) return null
  const ratio = own / theirs
  return Number.isFinite(ratio) ? ratio : null
}

/** Beta over the periods on one side only; null below two such periods or when they do not vary. */
export function betaOnSide(
  returns: Float64Array,
  benchmark: Float64Array,
  side: BenchmarkSide
): number | null {
  const pair = onSide(returns, benchmark, side)
  return regression(pair.returns, pair.benchmark)?.beta ?? null
}

/**
 * Treynor ratio: excess return / beta. Give the annual excess return for the usual figure; quantstats
 * gives the total return of the period. Null when beta is null or 0.
 */
export function treynor(excessReturn: number | null, beta: number | null): number | null {
  return excessReturn === null || beta === null || beta === 0 ? null : excessReturn / beta
}

function alphaPerPeriod(input: AlphaInput): number | null {
  assertPaired(input.returns, input.benchmark)
  const own = mean(input.returns)
  const theirs = mean(input.benchmark)
  if (own === null || theirs === null) return null
  return own - input.riskFree - input.beta * (theirs - input.riskFree)
}

function annual(returns: Float64Array, periodsPerYear: number): number | null {
  return annualReturn(compoundReturn(returns), returns.length, periodsPerYear)
}

function onSide(
  returns: Float64Array,
  benchmark: Float64Array,
  side: BenchmarkSide
): { returns: Float64Array; benchmark: Float64Array } {
  assertPaired(returns, benchmark)
  if (side === 'all') return { returns, benchmark }
  const keep = (b: number) => (side === 'up' ? b > 0 : b < 0)
  return {
    returns: returns.filter((_, i) => keep(benchmark[i]!)),
    benchmark: benchmark.filter(keep),
  }
}

function assertPaired(returns: Float64Array, benchmark: Float64Array): void {
  if (returns.length !== benchmark.length) {
    throw new RangeError(
      `returns and benchmark must cover the same periods: ${returns.length} and ${benchmark.length}`
    )
  }
}
