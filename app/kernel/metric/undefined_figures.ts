/** Why a figure is null, in words a reader of a report understands. */
import type { Performance } from './performance_result.js'

/** Reason by the last word of the path; several figures share one cause. */
const CAUSES: Record<string, string> = {
  geometricSharpe: 'the equity did not vary',
  geometricSortino: 'no session lost, so there is no downside to divide by',
  sharpe: 'the returns did not vary',
  smartSharpe: 'the returns did not vary',
  probabilisticSharpe: 'the Sharpe ratio is undefined or too extreme for its error to be known',
  deflatedSharpe: 'the Sharpe ratio is undefined or too extreme for its error to be known',
  sortino: 'no session lost, so there is no downside to divide by',
  calmar: 'the equity never fell below an earlier peak',
  recoveryFactor: 'the equity never fell below an earlier peak',
  ulcerPerformance: 'the equity never fell below an earlier peak',
  annualReturn: 'a year of such growth is beyond counting',
  calendarAnnualReturn: 'a year of such growth is beyond counting',
  longestDrawdownDays: 'the equity never fell below an earlier peak',
  averageDrawdown: 'the equity never fell below an earlier peak',
  omega: 'no session lost',
  gainToPain: 'no session lost',
  sessionPayoff: 'needs both gaining and losing sessions',
  commonSense: 'needs losing sessions',
  tailRatio: 'the worst sessions neither gained nor lost',
  skew: 'needs three returns that vary',
  excessKurtosis: 'needs four returns that vary',
  stability: 'the equity did not vary',
  winningSessions: 'no session gained or lost',
  winningMonths: 'no month gained or lost',
  beta: 'the benchmark did not vary',
  alpha: 'the benchmark did not vary',
  alphaLinear: 'the benchmark did not vary',
  treynor: 'beta is undefined or zero',
  correlation: 'strategy or benchmark did not vary',
  rSquared: 'strategy or benchmark did not vary',
  informationRatio: 'the strategy never differed from the benchmark by a varying amount',
  annualInformationRatio: 'the strategy never differed from the benchmark by a varying amount',
  capture: 'the benchmark returned nothing to divide by',
  upCapture: 'the benchmark had no session up',
  downCapture: 'the benchmark had no session down',
  upBeta: 'too few sessions with the benchmark up, or it did not vary in them',
  downBeta: 'too few sessions with the benchmark down, or it did not vary in them',
  averageWin: 'no trade won',
  largestWin: 'no trade won',
  averageLoss: 'no trade lost',
  largestLoss: 'no trade lost',
  profitFactor: 'no trade lost',
  profitFactorOfReturns: 'no trade lost',
  payoff: 'needs both winning and losing trades',
  kelly: 'needs both winning and losing trades',
  systemQuality: 'needs two trades with different results',
  annualTurnover: 'no time passed or the mean equity is not above zero',
}

/**
 * Reasons for every null figure of a performance, by path (`ratios.sharpe`, `trades.payoff`).
 * An absent benchmark is a choice and gets no reason; neither does `span.ruinedOn`.
 */
export function undefinedFigures(
  performance: Omit<Performance, 'undefinedBecause'>
): Record<string, string> {
  const reasons: Record<string, string> = {}
  const { periods, ruinedOn } = performance.span
  for (const group of ['returns', 'risk', 'ratios', 'benchmark', 'trades'] as const) {
    const figures = performance[group]
    if (figures === null) continue
    for (const [name, value] of Object.entries(figures)) {
      if (value !== null) continue
      reasons[`${group}.${name}`] = reason(name, {
        periods: group === 'benchmark' ? performance.benchmark!.periods : periods,
        closed: group === 'trades' ? performance.trades.closed : null,
        ruinedOn,
      })
    }
  }
  return reasons
}

function reason(
  name: string,
  facts: { periods: number; closed: number | null; ruinedOn: string | null }
): string {
  if (facts.closed === 0 && name !== 'exposure' && name !== 'annualTurnover') {
    return 'no trade was closed'
  }
  if (facts.closed === null && facts.periods < 2) {
    return 'needs at least two returns, that is three sessions'
  }
  if (facts.ruinedOn !== null && /annual|geometric|stability/i.test(name)) {
    return `the equity fell to zero or below on ${facts.ruinedOn}`
  }
  return CAUSES[name] ?? 'too few sessions'
}
