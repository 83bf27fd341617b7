/**
 * The figures of a run, a strategy or an account: plain data, ready for JSON.
 *
 * Returns, drawdowns and rates are fractions (0.01 = 1 %), amounts are account currency units, times
 * UTC epoch milliseconds, dates `YYYY-MM-DD`. Null means undefined; `undefinedBecause` says why, by
 * the figure's path (`ratios.sharpe`).
 */
import type { MonthReturn, YearReturn } from './period_returns.js'
import type { TradeStatistics } from './trade_statistics.js'

export interface Performance {
  span: PerformanceSpan
  returns: ReturnFigures
  risk: RiskFigures
  ratios: RatioFigures
  benchmark: BenchmarkFigures | null
  trades: TradeFigures
  months: MonthReturn[]
  years: YearReturn[]
  undefinedBecause: Record<string, string>
}

/** What was measured, and by which conventions. */
export interface PerformanceSpan {
  fromDate: string
  toDate: string
  fromMs: number
  toMs: number
  /** Calendar time in years of 365.25 days. */
  years: number
  /** Session dates, one close each. */
  sessions: number
  /** Equity marks; as many as sessions for a daily run. */
  marks: number
  /** Returns that the ratios are made of. */
  periods: number
  periodsPerYear: number
  riskFreeAnnual: number
  /** Date on which equity fell to zero or below, where it did; returns end there. */
  ruinedOn: string | null
}

export interface ReturnFigures {
  startEquity: number
  endEquity: number
  netProfit: number
  totalReturn: number
  /** Compound annual growth by sessions: (1 + total)^(periodsPerYear / periods) - 1. */
  annualReturn: number | null
  /** Compound annual growth by calendar years of 365.25 days. */
  calendarAnnualReturn: number | null
  averageSession: number | null
  bestSession: number | null
  worstSession: number | null
  /** Share of sessions that gained, of those that moved. */
  winningSessions: number | null
  bestMonth: number | null
  worstMonth: number | null
  winningMonths: number | null
}

export interface RiskFigures {
  annualVolatility: number | null
  /** Deviation of a year's compounded return, as backtesting.py prints it. */
  geometricAnnualVolatility: number | null
  downsideDeviation: number | null
  /** The deepest falls, measured on every mark, deepest first. */
  drawdowns: DrawdownFigure[]
  /** Deepest fall, 0 or below. */
  maxDrawdown: number
  /** The fall that lasted longest, in days, to its recovery or the end of the run. */
  longestDrawdownDays: number | null
  averageDrawdown: number | null
  /** Share of marks below an earlier peak. */
  underWater: number | null
  ulcerIndex: number | null
  skew: number | null
  excessKurtosis: number | null
  valueAtRisk: number | null
  conditionalValueAtRisk: number | null
  normalValueAtRisk: number | null
  tailRatio: number | null
  stability: number | null
}

/** One fall, from peak to trough to recovery. */
export interface DrawdownFigure {
  depth: number
  peakMs: number
  troughMs: number
  /** Null while not recovered at the end of the run. */
  recoveryMs: number | null
  peakDate: string
  troughDate: string
  recoveryDate: string | null
  /** Peak to recovery, or to the end of the run: calendar days and marks. */
  days: number
  marks: number
}

export interface RatioFigures {
  sharpe: number | null
  /** Sharpe with the autocorrelation penalty of quantstats. */
  smartSharpe: number | null
  /** Geometric annual return over compounded volatility, as backtesting.py prints it. */
  geometricSharpe: number | null
  /** Probability that the true Sharpe ratio is above zero. */
  probabilisticSharpe: number | null
  /** The same after `trials` tried parameter sets. */
  deflatedSharpe: number | null
  trials: number
  sortino: number | null
  /** Geometric annual return over annual downside deviation, as backtesting.py prints it. */
  geometricSortino: number | null
  calmar: number | null
  omega: number | null
  gainToPain: number | null
  /** Average gaining session over average losing session. */
  sessionPayoff: number | null
  ulcerPerformance: number | null
  recoveryFactor: number | null
  /** Omega at 0 times the tail ratio. */
  commonSense: number | null
}

/** Beside a benchmark, over the sessions that both have. */
export interface BenchmarkFigures {
  name: string
  coverage: string
  fromDate: string
  toDate: string
  periods: number
  totalReturn: number
  annualReturn: number | null
  annualVolatility: number | null
  maxDrawdown: number
  sharpe: number | null
  /** The strategy over the same sessions. */
  strategyReturn: number
  strategyAnnualReturn: number | null
  /** strategyReturn - totalReturn. */
  excessReturn: number
  /** Jensen's alpha a year, compounded as empyrical. */
  alpha: number | null
  /** Jensen's alpha a year, linear as quantstats. */
  alphaLinear: number | null
  beta: number | null
  correlation: number | null
  rSquared: number | null
  /** Per period, as empyrical and quantstats; and brought to a year. */
  informationRatio: number | null
  annualInformationRatio: number | null
  trackingError: number | null
  capture: number | null
  upCapture: number | null
  downCapture: number | null
  upBeta: number | null
  downBeta: number | null
  treynor: number | null
  battingAverage: number | null
}

/** Trade statistics with the two figures that need the equity as well. */
export interface TradeFigures extends TradeStatistics {
  /** Share of marks in whose bar a position was held. */
  exposure: number | null
  /** Half of the value traded over mean equity, a year. */
  annualTurnover: number | null
}
