import type { Effects, RequestResult } from '../effects/effects.js'
import type { Bar } from '../strategy/bar.js'

/** The account as an agent sees it. Money is in units of the account's currency. */
export interface AgentAccount {
  /** Cash and the market value of all positions. */
  readonly equity: number
  /** Highest equity so far. */
  readonly peakEquity: number
  /** Fall from the peak as a fraction of it, 0..1. */
  readonly drawdown: number
  /** Loss since the session began, 0 or more. */
  readonly dailyLoss: number
}

/** What an agent knows and can do. The same object in every call. */
export interface AgentContext extends Effects {
  /** The moment of the event, UTC epoch milliseconds. `Date` shows the same moment. */
  readonly now: number
  /** `backtest`, `example`, `paper` or `live`. */
  readonly environment: string
  /** Symbols whose bars are shown; empty where the host does not tell beforehand. */
  readonly symbols: readonly string[]
  /** Length of a bar, `1d`; '' where the host does not tell. */
  readonly timeframe: string
  /**
   * Sets the risk bias: the number from 0 to 1 by which all limits are multiplied. 1 leaves them as they
   * are, 0.5 halves them, 0 lets nothing new be opened; it can never loosen them.
   *
   * With several agents the smallest holds. Live, a bias that nobody confirms for 30 minutes counts as
   * at most 0.5, so say it again while it holds. `reason` is a sentence of at most 200 characters.
   */
  setRiskBias(value: number, reason: string): void
}

/**
 * A running agent: what the function given to `defineAgent` returns. It watches and may tighten the
 * account's limits; it cannot trade.
 *
 * In a backtest only `onBar`, `onAccount` and `setRiskBias` exist: requests are refused with the code
 * `not_in_backtest`, so an agent that decides from bars and the account can be backtested.
 */
export interface Agent {
  /**
   * Bars of each instrument from before the run that it wants to see, 0 to 100,000; 0 when left out. Fewer
   * are shown where the data do not reach back.
   */
  readonly warmupBars?: number
  /** Every closed bar of every instrument of the run, in order of time. */
  onBar?(bar: Bar, context: AgentContext): void
  /** After the bars of a moment, with the account as it is then. */
  onAccount?(account: AgentAccount, context: AgentContext): void
  /** A timer ran out. */
  onTimer?(name: string, context: AgentContext): void
  /** The outcome of a request that was made without a function of its own. */
  onResult?(request: number, result: RequestResult<unknown>, context: AgentContext): void
  /** Once, before the agent ends. */
  onStop?(context: AgentContext): void
  /** What is worth seeing when someone asks why. Plain data, at most 10,000 characters as JSON. */
  state?(): unknown
}
