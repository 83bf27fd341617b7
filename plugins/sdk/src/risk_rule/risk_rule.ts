import type { OrderType, Side } from '../strategy/order.js'
import type { RuleVerdict } from './verdict.js'

/**
 * The order that a rule is asked about: what would be sent to the market if every rule agreed.
 *
 * Rules are asked only about orders that open or add to a position. An order can do both at once:
 * selling 300 of 100 held closes 100 and opens 200 short.
 */
export interface RiskOrder {
  /** Id of the strategy that wants it. */
  readonly strategy: string
  /** Market and code: `US.AAPL`. */
  readonly symbol: string
  readonly side: Side
  readonly type: OrderType
  /** Units in all: `reducing` and `opening` together. */
  readonly quantity: number
  /** Units that open or add to a position, above 0: what a rule can reduce or deny. */
  readonly opening: number
  /** Units that close what the strategy holds, 0 or more. No rule can stop them. */
  readonly reducing: number
  /** Price on which the figures are based, in the instrument's currency: a limit or stop price, else the last close. */
  readonly price: number
  /** Value of the opening units at that price, in account currency. */
  readonly notional: number
  /** Sector of the instrument; `null` where it has none. */
  readonly sector: string | null
  /** ISO 4217 code of the instrument's prices. */
  readonly currency: string
}

/** The account at the moment of the question. Money is in units of `currency`. */
export interface RiskAccount {
  /** ISO 4217 code. */
  readonly currency: string
  /** Cash and the market value of all positions. */
  readonly equity: number
  readonly cash: number
  /** Market value of all positions, long and short both positive, and of what working entries could add. */
  readonly exposure: number
  /** Instruments that are held or that a working entry order could make held, over all strategies. */
  readonly positions: readonly RiskPosition[]
}

/** What the account holds, and is about to hold, of one instrument. */
export interface RiskPosition {
  readonly symbol: string
  /** Units, below 0 when short, 0 when only orders are working. */
  readonly quantity: number
  /** Market value in account currency, below 0 when short. */
  readonly value: number
  /**
   * What working orders would change of the exposure if they filled, in account currency: above 0 for
   * entries, below 0 for closes. The size of `value` and this together are the instrument's exposure.
   */
  readonly pending: number
  readonly sector: string | null
}

/** An instrument of the run, as a rule knows it. */
export interface RiskInstrument {
  readonly symbol: string
  readonly currency: string
  readonly lotSize: number
  /** Smallest step of a quantity. A reduction is rounded down to it by the engine. */
  readonly quantityStep: number
  readonly multiplier: number
}

/** What a rule knows besides the order and the account. The same object in every call. */
export interface RiskContext {
  /** The moment of the question, UTC epoch milliseconds. `Date` shows the same moment. */
  readonly now: number
  /** `backtest`, `example`, `paper` or `live`. */
  readonly environment: string
  /** Length of the bars on which strategies decide, `1d`; '' where the host does not tell. */
  readonly timeframe: string
  /** Instruments of the run; empty where the host does not tell. */
  readonly instruments: readonly RiskInstrument[]
  /** Writes a line to the log (2,000 characters a line; a flood is dropped and counted). */
  log(...values: unknown[]): void
}

/**
 * A running risk rule: what the function given to `defineRiskRule` returns.
 *
 * It answers at once and from what it is told alone: no network, no storage, no promise. In a backtest
 * an error ends the run with your file and line; live it denies the order.
 */
export interface RiskRule {
  /** Judges one order that opens or adds to a position. */
  assess(order: RiskOrder, account: RiskAccount): RuleVerdict
  /** What is worth seeing when someone asks why. Plain data, at most 10,000 characters as JSON. */
  state?(): unknown
}
