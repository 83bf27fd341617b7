import type { Answer, Body, Row } from './answers'

/** What `/api/v1/backtests`, `/series` and `/plugins` answer, as far as backtests need it. */

/** A backtest that was asked for. */
export type BacktestJob = Row<'GET /backtests/jobs'>
export type JobState = BacktestJob['state']
/** A backtest that is asked for; what is left out is as the host has it. */
export type BacktestWish = Body<'POST /backtests'>

/** A backtest that was run, in a list. Returns and drawdowns are fractions. */
export type BacktestRun = Row<'GET /backtests'>

/** How a commission or a slippage is kept with a run. */
export interface CostModel {
  type: string
  [more: string]: unknown
}

/** A plugin that takes part, with the parameters that are not as it declares them. */
export interface AskedPlugin {
  plugin: string
  parameters: Record<string, string>
}

/** What was asked for when a run was made. Days are numbers since 1970-01-01. */
export interface BacktestRequest {
  strategies: AskedPlugin[]
  /** Runs of older versions have neither. */
  rules?: AskedPlugin[]
  agents?: AskedPlugin[]
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
  /** `null` for the currency of the first symbol. */
  currency: string | null
  fxRates: Record<string, number>
  participationMax: number | null
  priceRounding: 'tick' | 'none'
  atEnd: 'keep' | 'close_at_last_close' | 'close_at_last_open'
  riskBias: number
  riskFreeAnnual: number
  /** Limits by group and name; `null` for none. */
  limits: Record<string, Record<string, number | boolean | null>>
}

/** A run with all that is needed to repeat it: what was asked for is kept with it as it was. */
export type BacktestRunDetail = Omit<Answer<'GET /backtests/:id'>['run'], 'settings'> & {
  settings: { request: BacktestRequest; command: string }
}

/** What a backtest brought; fractions, account currency, UTC ms. */
export type BacktestResult = Answer<'GET /backtests/:id/result'>['result']
/** A trade of a backtest, flat to flat. */
export type BacktestTrade = BacktestResult['trades']['shown'][number]

/** A stored series of bars. */
export type StoredSeries = Row<'GET /series'>
/** Bars as columns; `at` are ISO instants of their starts. */
export type BarsAnswer = Answer<'GET /series/:symbol/:timeframe'>
/** What was found in a stored series. */
export type SeriesInspection = Answer<'GET /series/:symbol/:timeframe/inspection'>

/** Plugins that can be run. */
export type PluginsAnswer = Answer<'GET /plugins'>
/** What a plugin says of itself. */
export type PluginManifest = NonNullable<PluginsAnswer['shipped'][number]['manifest']>
