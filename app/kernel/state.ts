import type { Instrument } from './instrument/instrument.js'
import type { CommissionModel, SlippageModel } from './matching/models.js'
import type { Order } from './order/order.js'
import { flatPosition, type Position } from './position/position.js'
import type { RiskLimits } from './risk/limits.js'
import { ZERO, toMicros, type Micros } from './values/micros.js'
import { objectList } from './values/object_list.js'

/** What the account may do: all, only reduce risk, or only reduce risk until a person resumes it. */
export type TradingMode = 'active' | 'reduce_only' | 'halted'

/** A strategy as the kernel knows it; index 0 of the account is manual trading. */
export interface StrategyState {
  readonly id: string
  readonly shortAllowed: boolean
  /** Most gross exposure as a multiple of equity; `null` for the account's own limit only. */
  readonly leverageMax: number | null
  /** Most market value in one instrument as a fraction of equity; `null` for no bound of its own. */
  readonly positionFractionMax: number | null
  isPaused: boolean
}

/** A strategy as an account is made with it. */
export interface StrategySettings {
  readonly id: string
  readonly shortAllowed: boolean
  readonly leverageMax: number | null
  /** See `StrategyState`; `null` when left out. */
  readonly positionFractionMax?: number | null
}

/** The market and the account's orders in one instrument. */
export interface InstrumentState {
  readonly terms: Instrument
  /** Account currency per unit of the instrument's currency. */
  fxRate: number
  /** Last price seen, 0 before the first. */
  price: number
  priceMs: number
  /** Bars seen. */
  bars: number
  /** Units held by all strategies together, signed. */
  net: number
  /** Signed units of working market orders; resting entries to buy and to sell. */
  workingMarket: number
  restingBuys: number
  restingSells: number
  /** Why no new risk is taken in it, `null` while it is not paused. */
  pausedBecause: string | null
}

/** What an account is made from. Plain data. */
export interface KernelSettings {
  readonly account: string
  readonly currency: string
  /** Starting cash in currency units. */
  readonly cash: number
  readonly instruments: readonly Instrument[]
  readonly fxRates: Readonly<Record<string, number>>
  readonly strategies: readonly StrategySettings[]
  readonly limits: RiskLimits
  readonly riskBias: number
  readonly priceRounding: 'tick' | 'none'
  /** Cost models, for the estimate that sizing by money needs. */
  readonly slippage: SlippageModel
  readonly commission: CommissionModel
  /**
   * Trades with a broker whose answers can be late or lost. Then an order of unknown fate is a rule of its
   * own, every signal is answered with one verdict per rule (approvals too), and the orders that ended
   * last are kept for executions that come late. A simulation leaves it out: it is faster without.
   */
  readonly isLive?: boolean
  /**
   * The broker itself lets no order that only closes fill more than there is to close, as the market of a
   * simulation does. Else a live account keeps such orders as small as what is held.
   */
  readonly isCappedByBroker?: boolean
}

/** Everything of a strategy in an instrument is being closed; no new risk there until it is done. */
export interface Closing {
  readonly strategy: number
  readonly instrument: number
  readonly reason: string
  /** Orders that were closing there and were being cancelled already: what they leave is closed when they end. */
  readonly awaited: readonly number[]
}

/**
 * All that the kernel knows of one account. Plain data without cycles: `JSON.stringify` is a snapshot,
 * `JSON.parse` restores it.
 */
export interface TradingState {
  readonly settings: KernelSettings
  nowMs: number
  cash: Micros
  /** Sum of the positions' values; equity is `cash + positionsValue`. */
  positionsValue: Micros
  instruments: InstrumentState[]
  strategies: StrategyState[]
  /** Position of strategy s in instrument i at `s * instruments.length + i`. */
  positions: Position[]
  /** Orders that can still trade, oldest first. */
  orders: Order[]
  /** The last orders that ended without being filled whole, oldest first; only where `isLive`. */
  ended: Order[]
  /** Places that are being closed while orders are still open there. */
  closing: Closing[]
  /** Units of account currency for one unit of each foreign currency. */
  fxRates: Record<string, number>
  orderCount: number
  tradeCount: number
  transactionCount: number
  limits: RiskLimits
  riskBias: number
  /** When the bias was set; `null` for a fixed one that never goes stale. */
  riskBiasMs: number | null
  mode: TradingMode
  /** Day number of the session, its equity at the start, and the highest equity so far. */
  sessionDay: number
  sessionStartEquity: Micros
  peakEquity: Micros
}

/** A day number that no session has; finite, so that a snapshot can carry it. */
const BEFORE_ANY_SESSION = -1e9

/** Currency units of account money for one unit of a currency. Throws RangeError when no rate is known. */
export function fxRateOf(settings: KernelSettings, currency: string): number {
  if (currency === settings.currency) return 1
  const rate = settings.fxRates[currency]
  if (rate === undefined || !(rate > 0 && rate < Infinity)) {
    throw new RangeError(`no exchange rate from ${currency} to ${settings.currency} was given`)
  }
  return rate
}

/** A fresh account. Throws RangeError for cash that is not above zero. */
export function createState(settings: KernelSettings): TradingState {
  const cash = toMicros(settings.cash)
  if (cash <= 0) throw new RangeError(`starting cash must be above 0, was ${settings.cash}`)
  const manual = { id: 'manual', shortAllowed: true, leverageMax: null }
  const strategies = [manual, ...settings.strategies].map(newStrategy)
  const count = settings.instruments.length
  return {
    settings,
    nowMs: 0,
    cash,
    positionsValue: ZERO,
    instruments: settings.instruments.map((terms) =>
      newInstrument(terms, fxRateOf(settings, terms.currency))
    ),
    strategies,
    positions: Array.from({ length: strategies.length * count }, flatPosition),
    orders: objectList(),
    ended: [],
    closing: [],
    fxRates: { ...settings.fxRates },
    orderCount: 0,
    tradeCount: 0,
    // The deposit of the starting cash is the ledger's first row.
    transactionCount: 1,
    limits: settings.limits,
    riskBias: settings.riskBias,
    riskBiasMs: null,
    mode: 'active',
    sessionDay: BEFORE_ANY_SESSION,
    sessionStartEquity: cash,
    peakEquity: cash,
  }
}

/** Whether orders that only close must be kept as small as what there is to close. */
export function keepsExitsSmall({ settings }: TradingState): boolean {
  return settings.isLive === true && settings.isCappedByBroker !== true
}

/** A strategy as it joins an account. */
export function newStrategy(settings: StrategySettings): StrategyState {
  return { ...settings, positionFractionMax: settings.positionFractionMax ?? null, isPaused: false }
}

/** An instrument as it joins an account: without a price, nothing held. */
export function newInstrument(terms: Instrument, fxRate: number): InstrumentState {
  return {
    terms,
    fxRate,
    price: 0,
    priceMs: 0,
    bars: 0,
    net: 0,
    workingMarket: 0,
    restingBuys: 0,
    restingSells: 0,
    pausedBecause: null,
  }
}

/** The position of a strategy in an instrument. */
export function positionOf(state: TradingState, strategy: number, instrument: number): Position {
  return state.positions[strategy * state.instruments.length + instrument] as Position
}

/** Cash and the market value of all positions. */
export function equityOf(state: TradingState): Micros {
  return (state.cash + state.positionsValue) as Micros
}
