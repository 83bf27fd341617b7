import type { ParameterDeclaration } from './parameters'

/** What `/api/v1/backtests`, `/series` and `/plugins` answer, as far as backtests need it. */

export type JobState = 'waiting' | 'running' | 'done' | 'refused' | 'failed' | 'cancelled'

/** A backtest that was asked for. */
export interface BacktestJob {
  id: string
  actor: string
  title: string
  state: JobState
  progress: { bars: number; barsTotal: number } | null
  messages: string[]
  runId: string | null
  askedAt: string
  startedAt: string | null
  endedAt: string | null
}

/** A backtest that was run, in a list. Returns and drawdowns are fractions. */
export interface BacktestRun {
  id: string
  startedAt: string
  finishedAt: string
  engineVersion: string
  title: string
  symbols: string[]
  fromDate: string
  toDate: string
  currency: string
  finalEquity: string
  totalReturn: number
  sharpe: number | null
  maxDrawdown: number
  trades: number
  strategies: {
    plugin: string
    version: string
    parameters: Record<string, number | boolean | string>
  }[]
}

/** How a commission or a slippage is kept with a run. */
export interface CostModel {
  type: string
  [more: string]: unknown
}

/** What was asked for when a run was made. Days are numbers since 1970-01-01. */
export interface BacktestRequest {
  strategies: { plugin: string; parameters: Record<string, string> }[]
  symbols: string[]
  timeframe: string
  fromDay: number | null
  toDay: number | null
  cash: number
  commission: CostModel
  slippage: CostModel
  benchmark: string | null
  fillDelayBars: number
  seed: number
}

/** A run with all that is needed to repeat it. */
export interface BacktestRunDetail extends Omit<BacktestRun, 'strategies'> {
  strategies: { id: string; version: string; parameters: Record<string, unknown> }[]
  settings: { request: BacktestRequest; command: string }
  seed: number
  orderListHash: string
  /** Stored runs of these strategies on these symbols, this one counted. */
  tries: number
}

/** A trade of a backtest, flat to flat; times in UTC ms, money in account currency. */
export interface BacktestTrade {
  strategy: string
  symbol: string
  side: 'long' | 'short'
  quantity: number
  entryMs: number
  exitMs: number | null
  entryPrice: number
  exitPrice: number | null
  pnl: number
  returnFraction: number
  fees: number
  barsHeld: number
  open: boolean
}

interface TradeMark {
  atMs: number
  price: number
  quantity: number
  action: 'buy' | 'sell'
  opens: boolean
}

/** What a backtest brought; fractions, account currency, UTC ms. */
export interface BacktestResult {
  runId: string
  title: string
  currency: string
  timeframe: string
  strategies: {
    name: string
    version: string
    parameters: { name: string; value: string; unit: string | null; isDefault: boolean }[]
  }[]
  settings: { label: string; value: string }[]
  command: string
  series: {
    symbol: string
    role: 'traded' | 'benchmark'
    timeframe: string
    bars: number
    fromDate: string
    toDate: string
    source: string
    licence: string
  }[]
  performance: {
    span: { fromDate: string; toDate: string; years: number; sessions: number }
    returns: Record<string, number | null>
    risk: Record<string, unknown>
    ratios: Record<string, number | null>
    benchmark: ({ name: string } & Record<string, unknown>) | null
    trades: Record<string, unknown>
    months: { year: number; month: number; return: number }[]
    years: { year: number; return: number }[]
    undefinedBecause: Record<string, string>
  }
  curves: {
    atMs: number[]
    equity: number[]
    benchmark: (number | null)[] | null
    drawdown: number[]
    marks: number
  }
  prices: {
    symbol: string
    currency: string
    atMs: number[]
    close: number[]
    bars: number
    marks: TradeMark[]
    tradesOmitted: number
  }[]
  trades: { shown: BacktestTrade[]; total: number; omitted: number }
  distribution: { edges: number[]; count: number[] }
  denials: { rule: string; reason: string; count: number }[]
  costs: { label: string; amount: number; note: string }[]
  warnings: string[]
  assumptions: string[]
}

/** A stored series of bars. */
export interface StoredSeries {
  id: number
  symbol: string
  timeframe: string
  source: string
  rowCount: number
  firstAt: string | null
  lastAt: string | null
}

/** Bars as columns; `at` are ISO instants of their starts. */
export interface BarsAnswer {
  count: number
  barsInOne: number
  bars: {
    at: string[]
    open: number[]
    high: number[]
    low: number[]
    close: number[]
    volume: number[]
  }
}

/** What a plugin says of itself, as far as a form needs it. */
export interface PluginManifest {
  id: string
  name: string
  description: string
  version: string
  kind: string
  parameters: Record<string, ParameterDeclaration>
}

/** Plugins that can be run. */
export interface PluginsAnswer {
  shipped: { id: string; manifest: PluginManifest | null }[]
  installed: { id: string; activeVersion?: string | null; manifest: PluginManifest | null }[]
}

/** A backtest that is asked for; what is left out is as the host has it. */
export interface BacktestWish {
  strategies: { plugin: string; parameters: Record<string, string> }[]
  symbols: string[]
  timeframe: string
  from?: string
  to?: string
  cash?: string
  commission?: string
  slippage?: string
  benchmark?: string
  fillDelay?: number
  seed?: number
}

/** What was found in a stored series. */
export interface SeriesInspection {
  symbol: string
  inspection: { days: number; gaps: unknown[]; suspicious: unknown[] }
}
