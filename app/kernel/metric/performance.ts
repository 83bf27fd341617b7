/** Every figure of a run from its equity, its trades and, where there is one, a benchmark. */
import { formatDay } from '../values/instant.js'
import { annualTurnover, exposure } from './activity.js'
import type { AlignedBenchmark } from './align_benchmark.js'
import { annualReturn, calendarAnnualReturn, riskFreePerPeriod, YEAR_MS } from './annual_return.js'
import { compareWithBenchmark } from './benchmark_comparison.js'
import {
  calmar,
  drawdownProfile,
  drawdownSeries,
  recoveryFactor,
  type DrawdownEpisode,
} from './drawdown.js'
import { gainsAndLosses, gainToPain, omega, payoffRatio, winningShare } from './gains_and_losses.js'
import { geometricRatios, type GeometricRatios } from './geometric_ratios.js'
import { excessKurtosis, mean, skewness } from './moments.js'
import type {
  DrawdownFigure,
  Performance,
  RatioFigures,
  ReturnFigures,
  RiskFigures,
} from './performance_result.js'
import { monthlyReturns, yearlyReturns } from './period_returns.js'
import { deflatedSharpe, probabilisticSharpe } from './probabilistic_sharpe.js'
import { simpleReturns } from './returns.js'
import { sessionCloses } from './session_closes.js'
import { periodSharpe, sharpe, smartSharpe } from './sharpe.js'
import { sortino } from './sortino.js'
import { stability } from './stability.js'
import { conditionalValueAtRisk, normalValueAtRisk, tailRatio, valueAtRisk } from './tail.js'
import { tradeStatistics } from './trade_statistics.js'
import type { TradeSummary } from './trade_summary.js'
import { undefinedFigures } from './undefined_figures.js'
import { ulcerIndex, ulcerPerformanceIndex } from './ulcer.js'
import { annualDownsideDeviation, annualVolatility } from './volatility.js'

/** How many of the deepest drawdowns are kept. */
const DRAWDOWNS_KEPT = 5

export interface PerformanceInput {
  /** Equity at each mark, account currency units, finite; one mark for each bar. */
  equity: Float64Array
  /** Time of each mark (end of its bar), UTC epoch milliseconds, ascending. */
  endMs: Float64Array
  /** Session date of each mark as days since 1970-01-01; the last mark of a date is its close. */
  sessionDate: Float64Array
  /** Equity before the first bar: the opening balance. Above 0. */
  startEquity: number
  /** Start of the first bar; `endMs[0]` where left out. */
  startMs?: number
  /** Sessions in a year: 252 for stock exchanges, 365 for markets that never close. */
  periodsPerYear: number
  /** Yearly risk-free rate as a fraction; 0 where left out. */
  riskFreeAnnual?: number
  /** Closes on the run's session dates, from `alignBenchmark`. */
  benchmark?: AlignedBenchmark | null
  trades: readonly TradeSummary[]
  /** Parameter sets that were tried before this one was kept, for the deflated Sharpe ratio; 1 = none. */
  trials?: number
  /** Variance of those trials' Sharpe ratios of one period, where known. */
  trialVariance?: number
}

/**
 * Summarises a run. The same function serves a whole account and one strategy's share of it.
 *
 * Returns and ratios are made from session closes, so that an intraday run and a daily one compare;
 * drawdowns are measured on every mark. Throws RangeError for an empty equity, a start that is not
 * above zero, or series of unequal length.
 */
export function summarise(input: PerformanceInput): Performance {
  const { equity, endMs, startEquity, periodsPerYear } = input
  assertSound(input)
  const riskFreeAnnual = input.riskFreeAnnual ?? 0
  const riskFree = riskFreePerPeriod(riskFreeAnnual, periodsPerYear)
  const sessions = sessionCloses(equity, input.sessionDate)
  const ruin = sessions.close.findIndex((value) => value <= 0)
  // After ruin there is nothing left to earn a return on: the fall into it is the last return.
  const close = ruin < 0 ? sessions.close : sessions.close.subarray(0, ruin + 1)
  const returns = simpleReturns(close, startEquity)
  const fromMs = input.startMs ?? endMs[0]!
  const toMs = endMs[endMs.length - 1]!
  const totalReturn = equity[equity.length - 1]! / startEquity - 1
  const measured: Measured = { input, close, returns, riskFree, riskFreeAnnual, totalReturn }
  const geometric = geometricRatios({ returns, periodsPerYear, riskFreeAnnual })
  const months = monthlyReturns(close, sessions.sessionDate, startEquity)
  const risk = riskFigures(measured, geometric)
  const growth = returnFigures(measured, { months, elapsedMs: toMs - fromMs })
  const performance = {
    span: {
      fromDate: formatDay(sessions.sessionDate[0]!),
      toDate: formatDay(sessions.sessionDate[sessions.sessionDate.length - 1]!),
      fromMs,
      toMs,
      years: (toMs - fromMs) / YEAR_MS,
      sessions: sessions.close.length,
      marks: equity.length,
      periods: returns.length,
      periodsPerYear,
      riskFreeAnnual,
      ruinedOn: ruin < 0 ? null : formatDay(sessions.sessionDate[ruin]!),
    },
    returns: growth,
    risk,
    ratios: ratioFigures(measured, { geometric, risk, annual: growth.annualReturn }),
    benchmark: input.benchmark
      ? compareWithBenchmark({
          close,
          sessionDate: sessions.sessionDate,
          benchmark: input.benchmark,
          periodsPerYear,
          riskFree,
          riskFreeAnnual,
        })
      : null,
    trades: {
      ...tradeStatistics(input.trades),
      exposure: exposure(input.trades, endMs),
      annualTurnover: annualTurnover({
        trades: input.trades,
        meanEquity: mean(equity)!,
        elapsedMs: toMs - fromMs,
      }),
    },
    months,
    years: yearlyReturns(months),
  }
  return { ...performance, undefinedBecause: undefinedFigures(performance) }
}

interface Measured {
  input: PerformanceInput
  /** Session closes, cut at ruin. */
  close: Float64Array
  returns: Float64Array
  riskFree: number
  riskFreeAnnual: number
  totalReturn: number
}

function returnFigures(
  { input, returns, totalReturn }: Measured,
  extra: {
    months: readonly { return: number }[]
    elapsedMs: number
  }
): ReturnFigures {
  const endEquity = input.equity[input.equity.length - 1]!
  const months = Float64Array.from(extra.months, (month) => month.return)
  return {
    startEquity: input.startEquity,
    endEquity,
    netProfit: endEquity - input.startEquity,
    totalReturn,
    annualReturn: annualReturn(totalReturn, returns.length, input.periodsPerYear),
    calendarAnnualReturn: calendarAnnualReturn(totalReturn, extra.elapsedMs),
    averageSession: mean(returns),
    bestSession: highest(returns),
    worstSession: lowest(returns),
    winningSessions: winningShare(gainsAndLosses(returns)),
    bestMonth: highest(months),
    worstMonth: lowest(months),
    winningMonths: winningShare(gainsAndLosses(months)),
  }
}

function riskFigures(measured: Measured, geometric: GeometricRatios | null): RiskFigures {
  const { input, returns, riskFree } = measured
  const { endMs, periodsPerYear, startEquity } = input
  const profile = drawdownProfile(input.equity, endMs, { keep: DRAWDOWNS_KEPT, base: startEquity })
  const figure = (episode: DrawdownEpisode) => drawdownFigure(episode, input)
  return {
    annualVolatility: annualVolatility(returns, periodsPerYear),
    geometricAnnualVolatility: geometric?.annualVolatility ?? null,
    downsideDeviation: annualDownsideDeviation(returns, periodsPerYear, riskFree),
    drawdowns: profile.deepest.map(figure),
    maxDrawdown: profile.deepest[0]?.depth ?? 0,
    longestDrawdownDays: profile.longest === null ? null : figure(profile.longest).days,
    averageDrawdown: profile.averageDepth,
    underWater: profile.underWater,
    // One drawdown for each return: a first close equal to the opening balance is the start itself.
    ulcerIndex: ulcerIndex(
      drawdownSeries(measured.close, startEquity).subarray(measured.close.length - returns.length)
    ),
    skew: skewness(returns),
    excessKurtosis: excessKurtosis(returns),
    valueAtRisk: valueAtRisk(returns),
    conditionalValueAtRisk: conditionalValueAtRisk(returns),
    normalValueAtRisk: normalValueAtRisk(returns),
    tailRatio: tailRatio(returns),
    stability: stability(returns),
  }
}

function ratioFigures(
  { input, returns, riskFree, riskFreeAnnual, totalReturn }: Measured,
  extra: { geometric: GeometricRatios | null; risk: RiskFigures; annual: number | null }
): RatioFigures {
  const { risk, geometric } = extra
  const aroundZero = gainsAndLosses(returns)
  const omegaAtZero = omega(aroundZero)
  const perPeriod = periodSharpe(returns, riskFree)
  const trials = input.trials ?? 1
  const evidence =
    perPeriod === null || risk.skew === null || risk.excessKurtosis === null
      ? null
      : {
          periodSharpe: perPeriod,
          observations: returns.length,
          skew: risk.skew,
          kurtosis: risk.excessKurtosis + 3,
        }
  const riskFreeOfPeriod = Math.pow(1 + riskFree, returns.length) - 1
  return {
    sharpe: sharpe(returns, input.periodsPerYear, riskFree),
    smartSharpe: smartSharpe(returns, input.periodsPerYear, riskFree),
    geometricSharpe: geometric?.sharpe ?? null,
    probabilisticSharpe: evidence === null ? null : probabilisticSharpe(evidence),
    deflatedSharpe:
      evidence === null ? null : deflatedSharpe(evidence, trials, input.trialVariance),
    trials,
    sortino: sortino(returns, input.periodsPerYear, riskFree),
    geometricSortino: geometric?.sortino ?? null,
    calmar: calmar(extra.annual, risk.maxDrawdown),
    omega: riskFreeAnnual === 0 ? omegaAtZero : omega(gainsAndLosses(returns, riskFree)),
    gainToPain: gainToPain(aroundZero),
    sessionPayoff: payoffRatio(aroundZero),
    ulcerPerformance: ulcerPerformanceIndex(totalReturn - riskFreeOfPeriod, risk.ulcerIndex),
    recoveryFactor: recoveryFactor(totalReturn, risk.maxDrawdown),
    commonSense:
      omegaAtZero === null || risk.tailRatio === null ? null : omegaAtZero * risk.tailRatio,
  }
}

function drawdownFigure(episode: DrawdownEpisode, input: PerformanceInput): DrawdownFigure {
  const { endMs, sessionDate } = input
  const last = endMs.length - 1
  const peak = Math.max(0, episode.peakIndex)
  const end = episode.recoveryIndex ?? last
  const peakMs = episode.peakIndex < 0 ? (input.startMs ?? endMs[0]!) : endMs[peak]!
  return {
    depth: episode.depth,
    peakMs,
    troughMs: endMs[episode.troughIndex]!,
    recoveryMs: episode.recoveryIndex === null ? null : endMs[episode.recoveryIndex]!,
    peakDate: formatDay(sessionDate[peak]!),
    troughDate: formatDay(sessionDate[episode.troughIndex]!),
    recoveryDate: episode.recoveryIndex === null ? null : formatDay(sessionDate[end]!),
    days: sessionDate[end]! - sessionDate[peak]!,
    marks: end - episode.peakIndex,
  }
}

function highest(values: Float64Array): number | null {
  if (values.length === 0) return null
  let best = values[0]!
  for (let i = 1; i < values.length; i++) if (values[i]! > best) best = values[i]!
  return best
}

function lowest(values: Float64Array): number | null {
  if (values.length === 0) return null
  let worst = values[0]!
  for (let i = 1; i < values.length; i++) if (values[i]! < worst) worst = values[i]!
  return worst
}

function assertSound(input: PerformanceInput): void {
  const { equity, endMs, startEquity } = input
  if (equity.length === 0) throw new RangeError('performance needs at least one equity mark')
  if (endMs.length !== equity.length) {
    throw new RangeError(`each equity mark needs a time: ${equity.length} and ${endMs.length}`)
  }
  if (!(startEquity > 0)) {
    throw new RangeError(`opening balance must be above 0, was ${startEquity}`)
  }
}
