import type { CorporateAction } from './instrument/corporate_action.js'
import type { Instrument } from './instrument/instrument.js'
import type { Side } from './order/order.js'
import type { BrokerWord } from './order/order_event.js'
import type { RiskLimits } from './risk/limits.js'
import type { Verdict } from './risk/verdict.js'
import type { Signal } from './signal/signal.js'
import type { StrategySettings, TradingMode } from './state.js'
import type { Micros } from './values/micros.js'

/**
 * Everything that can happen to an account, as numbered facts. The same inputs in the same order give
 * the same commands; backtest, paper and live differ only in who writes them.
 *
 * Times are UTC epoch milliseconds. Expiries join with derivatives.
 */
export type Input =
  /** A session date has begun. */
  | { readonly type: 'session_began'; readonly day: number }
  /** A price to value positions by: a bar's open or close. `isBarEnd` counts the bar as seen. */
  | {
      readonly type: 'price_seen'
      readonly instrument: number
      readonly price: number
      readonly atMs: number
      readonly isBarEnd: boolean
    }
  /** All prices of an instant have been seen. */
  | { readonly type: 'instant_ended'; readonly atMs: number }
  | {
      readonly type: 'signal_proposed'
      readonly signal: Signal
      readonly atMs: number
      readonly pluginVerdicts: readonly Verdict[]
    }
  | {
      readonly type: 'order_event'
      readonly orderSequence: number
      readonly event: BrokerWord
      readonly atMs: number
    }
  | {
      readonly type: 'order_filled'
      readonly orderSequence: number
      readonly fillSequence: number
      readonly quantity: number
      readonly price: number
      readonly marketPrice: number
      readonly fee: Micros
      readonly atMs: number
    }
  /** Somebody besides the kernel asked the broker to cancel an open order. */
  | { readonly type: 'withdrawal_noted'; readonly orderSequence: number }
  | {
      readonly type: 'corporate_action'
      readonly instrument: number
      readonly action: CorporateAction
      readonly atMs: number
    }
  | { readonly type: 'limits_changed'; readonly limits: RiskLimits }
  /** `isLasting` where who set it answers at every instant, as in a simulation: it never goes stale. */
  | {
      readonly type: 'bias_changed'
      readonly bias: number
      readonly atMs: number
      readonly isLasting?: boolean
    }
  | { readonly type: 'mode_changed'; readonly mode: TradingMode; readonly reason: string }
  | { readonly type: 'strategy_paused'; readonly strategy: number; readonly isPaused: boolean }
  /** While an instrument is paused it takes no new risk; pausing asks for its working entries to be cancelled. */
  | {
      readonly type: 'instrument_paused'
      readonly instrument: number
      readonly isPaused: boolean
      readonly reason: string
      readonly atMs: number
    }
  /** The order to close a position at the end of a simulation. */
  | {
      readonly type: 'liquidation_asked'
      readonly strategy: number
      readonly instrument: number
      readonly atMs: number
    }
  /**
   * A strategy joins the account; its number is the next one, and it never leaves (a strategy that is over
   * stays paused). Its id must be new.
   */
  | { readonly type: 'strategy_added'; readonly strategy: StrategySettings }
  /** An instrument joins the account; its number is the next one. Its symbol must be new. */
  | {
      readonly type: 'instrument_added'
      readonly terms: Instrument
      /** Account currency per unit of the instrument's currency, above 0. */
      readonly fxRate: number
    }
  /** A foreign currency is worth so many units of account currency now; positions are valued anew. */
  | {
      readonly type: 'fx_changed'
      readonly currency: string
      readonly rate: number
      readonly atMs: number
    }
  /**
   * Cancels the working orders of a strategy in an instrument and closes what is held there at the market;
   * `null` stands for every strategy, and for every instrument.
   */
  | {
      readonly type: 'close_asked'
      readonly strategy: number | null
      readonly instrument: number | null
      readonly atMs: number
      readonly reason: string
    }
  /** The broker did not change an open order: it works on under these terms. `quantity` is of the whole order. */
  | {
      readonly type: 'change_refused'
      readonly orderSequence: number
      readonly quantity: number
      readonly limitPrice: number | null
      readonly stopPrice: number | null
      readonly atMs: number
    }
  /**
   * An execution that no open order accounts for: of an order that has ended, or with `orderSequence: null`
   * of none of ours. Position, cash and ledger take it.
   */
  | {
      readonly type: 'fill_booked'
      readonly strategy: number
      readonly instrument: number
      readonly side: Side
      readonly quantity: number
      readonly price: number
      /** In account currency. */
      readonly fee: Micros
      readonly orderSequence: number | null
      readonly fillSequence: number
      readonly atMs: number
    }
  /** Cash that the broker's books have and ours lack (below zero: the other way round), in its currency. */
  | {
      readonly type: 'cash_adjusted'
      readonly amount: Micros
      readonly currency: string
      readonly atMs: number
      readonly reason: string
    }
