import type { Transaction } from './account/ledger.js'
import type { Fill } from './order/fill.js'
import type { Order } from './order/order.js'
import type { Trade } from './position/trade.js'
import type { Decision, Verdict } from './risk/verdict.js'
import type { Signal } from './signal/signal.js'
import type { TradingMode } from './state.js'

/**
 * What the kernel answers to an input: orders for the broker, and facts for whoever keeps records.
 *
 * An `order` is the kernel's own object: read it at once, copy what is kept, never change it.
 */
export type Command =
  | { readonly type: 'submit_order'; readonly order: Order }
  | { readonly type: 'cancel_order'; readonly order: Order; readonly reason: string }
  | {
      readonly type: 'replace_order'
      readonly order: Order
      readonly quantity: number
      readonly limitPrice: number | null
      readonly stopPrice: number | null
    }
  | { readonly type: 'order_changed'; readonly order: Order; readonly atMs: number }
  | { readonly type: 'fill_recorded'; readonly fill: Fill; readonly order: Order }
  /** An execution that no open order accounts for; `orderSequence` is 0 where it is of none of ours. */
  | { readonly type: 'fill_booked'; readonly fill: Fill }
  | { readonly type: 'trade_closed'; readonly trade: Trade }
  | { readonly type: 'transaction_recorded'; readonly transaction: Transaction }
  | { readonly type: 'position_changed'; readonly strategy: number; readonly instrument: number }
  | SignalJudged
  | { readonly type: 'mode_changed'; readonly mode: TradingMode; readonly reason: string }

/**
 * A signal that was reduced or denied, with every rule's verdict. Approvals become orders and say nothing,
 * but where the account is live (`KernelSettings.isLive`): there each signal is told.
 */
export interface SignalJudged {
  readonly type: 'signal_judged'
  readonly decision: Decision
  readonly signal: Signal
  readonly atMs: number
  readonly code: DenialCode | 'approved' | 'nothing_to_do'
  /** Empty for an approval. */
  readonly reason: string
  /** Units asked for and units let through. */
  readonly asked: number
  readonly quantity: number
  readonly verdicts: readonly Verdict[]
  /** The order that it became or changed, `null` for none; only where the account is live. */
  readonly orderSequence?: number | null
}

/** Why a signal did not become the order it asked for. */
export type DenialCode =
  'invalid_signal' | 'size_too_small' | 'no_price' | 'nothing_to_close' | 'unknown_order' | 'risk'
