import type { Timeframe } from '#kernel/market/timeframe.js'
import type { CommissionModel, SlippageModel } from '#kernel/matching/models.js'
import type { RiskLimits } from '#kernel/risk/limits.js'
import type { AtEnd } from '#kernel/simulation/config.js'

/** A plugin's id or folder, with the parameters given for it as texts. */
export interface AskedPlugin {
  readonly plugin: string
  readonly parameters: Readonly<Record<string, string>>
}

/** A backtest as it was asked for, its form checked; plain data. */
export interface BacktestRequest {
  readonly strategies: readonly AskedPlugin[]
  /** Risk rules that every order which opens must pass, and agents that may tighten the limits. */
  readonly rules: readonly AskedPlugin[]
  readonly agents: readonly AskedPlugin[]
  readonly symbols: readonly string[]
  readonly timeframe: Timeframe
  /** First and last session date as day numbers, both included; `null` for all there is. */
  readonly fromDay: number | null
  readonly toDay: number | null
  /** Starting cash in currency units, above 0. */
  readonly cash: number
  /** ISO 4217 code; `null` for the currency of the first symbol. */
  readonly currency: string | null
  /** Account currency for one unit of a foreign currency. */
  readonly fxRates: Readonly<Record<string, number>>
  readonly commission: CommissionModel
  readonly slippage: SlippageModel
  readonly fillDelayBars: number
  readonly participationMax: number | null
  readonly priceRounding: 'tick' | 'none'
  readonly atEnd: AtEnd
  readonly limits: RiskLimits
  readonly riskBias: number
  readonly benchmark: string | null
  /** Yearly risk-free rate as a fraction. */
  readonly riskFreeAnnual: number
  readonly seed: number
  /** Memory of the isolate in MB, and the longest time of one call into a strategy in ms. */
  readonly memoryMb: number
  readonly callTimeoutMs: number
}

/** Why a request cannot be run: sentences for a person, each naming what and what would be right. */
export interface BacktestRefused {
  readonly type:
    | 'request_invalid'
    | 'plugin_unknown'
    | 'plugin_invalid'
    | 'plugin_unusable'
    | 'parameters_invalid'
    | 'bars_missing'
    | 'benchmark_unusable'
    | 'strategy_failed'
    | 'forged_result'
    | 'cancelled'
  readonly messages: readonly string[]
}

/** A refusal of one or more sentences. */
export function refused(
  type: BacktestRefused['type'],
  ...messages: readonly string[]
): { readonly ok: false; readonly failure: BacktestRefused } {
  return { ok: false, failure: { type, messages } }
}
