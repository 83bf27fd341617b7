import type { CorporateAction } from '../instrument/corporate_action.js'
import type { Instrument } from '../instrument/instrument.js'
import type { Timeframe } from '../market/timeframe.js'
import type { CommissionModel, SlippageModel } from '../matching/models.js'
import type { RiskLimits } from '../risk/limits.js'

/** What happens to positions that are open when the bars end. */
export type AtEnd = 'keep' | 'close_at_last_close' | 'close_at_last_open'

/**
 * Everything that decides a simulation besides the bars and the signals, as plain data.
 *
 * The same configuration, bars and signals give the same orders, fills and equity, byte for byte, in
 * the isolate and on the host.
 */
export interface SimulationConfig {
  readonly engineVersion: string
  /** Short slug of the account; ids are derived from it. */
  readonly account: string
  /** ISO 4217 code in which equity, cash and limits are counted. */
  readonly currency: string
  /** Starting cash in currency units. */
  readonly cash: number
  readonly timeframe: Timeframe
  readonly instruments: readonly Instrument[]
  /** Per instrument: bars handed over, and the index of the first bar of the run (earlier ones are warm-up). */
  readonly bars: readonly { readonly count: number; readonly firstIndex: number }[]
  /** Per instrument, ascending by ex-day. */
  readonly actions: readonly (readonly CorporateAction[])[]
  /** Units of account currency for one unit of each foreign currency of the instruments. */
  readonly fxRates: Readonly<Record<string, number>>
  readonly strategies: readonly StrategySlot[]
  /** Plugin rules that are asked about every order that opens; none when left out. */
  readonly rules?: readonly CounselSlot[]
  /** Agents that may tighten the limits; none when left out. */
  readonly agents?: readonly CounselSlot[]
  /** Bars between a signal and the first bar on which its order can fill; 0 fills at the same close. */
  readonly fillDelayBars: number
  readonly slippage: SlippageModel
  readonly commission: CommissionModel
  /** Most of a bar's volume that our orders may take together, 0..1; `null` for no bound. */
  readonly participationMax: number | null
  /** Whether order prices are rounded to the instrument's tick. */
  readonly priceRounding: 'tick' | 'none'
  readonly atEnd: AtEnd
  readonly limits: RiskLimits
  /** Multiplier of all limits, 0..1. */
  readonly riskBias: number
  readonly seed: number
}

/** A strategy's place in the account. */
export interface StrategySlot {
  readonly id: string
  /** Indices of the instruments that it is shown. */
  readonly instruments: readonly number[]
  /** Bars per instrument that it sees before its signals count. */
  readonly warmupBars: number
  readonly shortAllowed: boolean
  /** Gross exposure of the strategy as a multiple of equity that its manifest declares; the account's limit holds besides. */
  readonly leverageMax: number
  /**
   * Market value of one instrument as a fraction of equity that its manifest declares for what the strategy
   * itself holds; no bound of its own when left out.
   */
  readonly positionFractionMax?: number | null
}

/** A risk rule's or an agent's place in the account. */
export interface CounselSlot {
  readonly id: string
  /** Bars per instrument from before the run that an agent wants to see; 0 when left out, and for rules. */
  readonly warmupBars?: number
}

/** A configuration with the bars that its plugins asked to see first: strategies, rules, agents, in order. */
export function withWarmup(
  config: SimulationConfig,
  warmupBars: readonly number[]
): SimulationConfig {
  const { strategies, rules, agents } = config
  const from = strategies.length + (rules?.length ?? 0)
  const warmedUp = { ...config, strategies: strategies.map((one, s) => warm(one, warmupBars[s])) }
  if (agents === undefined) return warmedUp
  return { ...warmedUp, agents: agents.map((one, a) => warm(one, warmupBars[from + a])) }
}

function warm<T>(slot: T, warmupBars: number | undefined): T & { warmupBars: number } {
  return { ...slot, warmupBars: warmupBars ?? 0 }
}
