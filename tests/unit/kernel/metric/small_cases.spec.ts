import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { annualReturn } from '#kernel/metric/annual_return.js'
import {
  activeReturns,
  alphaCompounded,
  alphaLinear,
  betaOnSide,
  capture,
  informationRatio,
  regression,
  treynor,
} from '#kernel/metric/benchmark.js'
import { calmar, drawdownSeries, maxDrawdown, recoveryFactor } from '#kernel/metric/drawdown.js'
import {
  gainsAndLosses,
  gainToPain,
  kelly,
  omega,
  payoffRatio,
  winningShare,
} from '#kernel/metric/gains_and_losses.js'
import { excessKurtosis, skewness } from '#kernel/metric/moments.js'
import { probabilisticSharpe } from '#kernel/metric/probabilistic_sharpe.js'
import { compoundReturn, sumOf } from '#kernel/metric/returns.js'
import { periodSharpe, sharpe, smartSharpe } from '#kernel/metric/sharpe.js'
import { sortino } from '#kernel/metric/sortino.js'
import { stability } from '#kernel/metric/stability.js'
import {
  conditionalValueAtRisk,
  meanBelow,
  normalValueAtRisk,
  tailRatio,
  valueAtRisk,
} from '#kernel/metric/tail.js'
import { ulcerIndex, ulcerPerformanceIndex } from '#kernel/metric/ulcer.js'
import { annualDownsideDeviation, annualVolatility } from '#kernel/metric/volatility.js'
import { SHARED_ABSENT, sharedPath } from '#tests/shared.js'

interface Case {
  returns: number[]
  benchmark: number[]
  empyrical: Record<string, number | null>
  quantstats: Record<string, number | null>
}

const path = sharedPath('oracles', 'metrics', 'small_cases.json')
const cases = (path ? JSON.parse(readFileSync(path, 'utf8')) : {}) as Record<string, Case>
const DAYS = 252

/** Equity that starts at 1 and earns the returns. */
function growth(returns: Float64Array): Float64Array {
  let level = 1
  return Float64Array.from([1, ...returns.map((r) => (level *= 1 + r))])
}

function empyrical(returns: Float64Array, benchmark: Float64Array): Record<string, number | null> {
  const total = compoundReturn(returns)
  const annual = annualReturn(total, returns.length, DAYS)
  const deepest = maxDrawdown(growth(returns))
  const beta = regression(returns, benchmark)!.beta
  const pair = { returns, benchmark, beta, periodsPerYear: DAYS, riskFree: 0 }
  const side = (of: 'all' | 'up' | 'down') =>
    capture(returns, benchmark, { side: of, periodsPerYear: DAYS })
  return {
    total_return: total,
    cagr_252: annual,
    annual_volatility: annualVolatility(returns, DAYS),
    sharpe_rf0: sharpe(returns, DAYS),
    sharpe_rf_1bp_per_day: sharpe(returns, DAYS, 0.0001),
    sortino_req0: sortino(returns, DAYS),
    downside_risk: annualDownsideDeviation(returns, DAYS),
    max_drawdown: deepest,
    calmar: calmar(annual, deepest),
    omega: omega(gainsAndLosses(returns)),
    tail_ratio: tailRatio(returns),
    stability: stability(returns),
    value_at_risk_5pct: valueAtRisk(returns),
    conditional_value_at_risk_5pct: conditionalValueAtRisk(returns),
    alpha_annual: alphaCompounded(pair),
    beta,
    information_ratio_excess_sharpe_per_period: informationRatio(activeReturns(returns, benchmark)),
    capture: side('all'),
    up_capture: side('up'),
    down_capture: side('down'),
    up_beta: betaOnSide(returns, benchmark, 'up'),
    down_beta: betaOnSide(returns, benchmark, 'down'),
  }
}

function quantstats(returns: Float64Array, benchmark: Float64Array): Record<string, number | null> {
  const total = compoundReturn(returns)
  const split = gainsAndLosses(returns)
  const equity = growth(returns)
  const deepest = maxDrawdown(equity)
  const annual = annualReturn(total, returns.length, DAYS)
  const ulcer = ulcerIndex(drawdownSeries(equity).subarray(1))
  const fit = regression(returns, benchmark)!
  const pair = { returns, benchmark, beta: fit.beta, periodsPerYear: DAYS, riskFree: 0 }
  const factor = omega(split)
  const tail = tailRatio(returns)
  const level = normalValueAtRisk(returns)
  return {
    sharpe_rf0: sharpe(returns, DAYS),
    smart_sharpe: smartSharpe(returns, DAYS),
    sortino: sortino(returns, DAYS),
    volatility: annualVolatility(returns, DAYS),
    cagr: annual,
    max_drawdown: deepest,
    calmar: calmar(annual, deepest),
    ulcer_index: ulcer,
    ulcer_performance_index: ulcerPerformanceIndex(total, ulcer),
    omega: factor,
    skew: skewness(returns),
    kurtosis_excess: excessKurtosis(returns),
    value_at_risk: level,
    cvar: meanBelow(returns, level),
    win_rate: winningShare(split),
    payoff_ratio: payoffRatio(split),
    profit_factor: factor,
    gain_to_pain: gainToPain(split),
    kelly: kelly(split),
    tail_ratio: tail,
    information_ratio: informationRatio(activeReturns(returns, benchmark)),
    r_squared: fit.rSquared,
    alpha: alphaLinear(pair),
    beta: fit.beta,
    treynor: treynor(total, fit.beta),
    // quantstats subtracts 3 from an already excess kurtosis; its figure follows from that.
    probabilistic_sharpe: probabilisticSharpe({
      periodSharpe: periodSharpe(returns)!,
      observations: returns.length,
      skew: skewness(returns)!,
      kurtosis: excessKurtosis(returns)!,
    }),
    // quantstats takes the sum of returns and drops the sign.
    recovery_factor: recoveryFactor(Math.abs(sumOf(returns)), deepest),
    common_sense_ratio: factor === null || tail === null ? null : factor * tail,
  }
}

test.group('metrics against empyrical and quantstats', () => {
  for (const [library, figures] of Object.entries({ empyrical, quantstats })) {
    test(`agree with ${library} on mixed, gaining and losing returns`, ({ assert }) => {
      assert.plan(Object.keys(cases).length)
      for (const [name, given] of Object.entries(cases)) {
        const expected = given[library as 'empyrical' | 'quantstats']
        const actual = figures(Float64Array.from(given.returns), Float64Array.from(given.benchmark))
        const apart = Object.keys(actual).filter((key) => !close(actual[key]!, expected[key]!))
        assert.deepEqual(
          apart.map((key) => `${name} ${key}: ${actual[key]}, expected ${expected[key]}`),
          []
        )
      }
    }).skip(path === null, SHARED_ABSENT)
  }
})

function close(actual: number | null, expected: number | null): boolean {
  if (actual === null || expected === null) return actual === expected
  return Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected))
}
