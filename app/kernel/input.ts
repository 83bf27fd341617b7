import type { CorporateAction } from './instrument/corporate_action.js'
import type { BrokerWord } from './order/order_event.js'
import type { RiskLimits } from './risk/limits.js'
import type { Verdict } from './risk/verdict.js'
import type { Signal } from './signal/signal.js'
import type { TradingMode } from './state.js'
import type { Micros } from './values/micros.js'

/**
 * Everything that can happen to an account, as numbered facts. The same inputs in the same order give
 * the same commands; backtest, paper and live differ only in who writes them.
 *
 * Times are UTC epoch milliseconds. Quotes and expiries join with live trading and derivatives.
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
  /** The order to close a position at the end of a simulation. */
  | {
      readonly type: 'liquidation_asked'
      readonly strategy: number
      readonly instrument: number
      readonly atMs: number
    }
