import type { Signal } from '#kernel/signal/signal.js'
import type { Verdict } from '#kernel/risk/verdict.js'
import type { BrokerReport } from '#ports/broker.js'
import type { CommandRow } from '#ports/command_inbox.js'
import type { Tick } from '#ports/market_feed.js'

/** What waits for its number: news from outside, not yet looked at. */
export type Arrival =
  | { readonly type: 'tick'; readonly tick: Tick }
  | { readonly type: 'report'; readonly report: BrokerReport }
  | {
      readonly type: 'command'
      readonly command: CommandRow
      /** What plugin rules said to the order that it wants. */
      readonly pluginVerdicts?: readonly Verdict[]
    }
  | {
      readonly type: 'signal'
      readonly signal: Signal
      readonly pluginVerdicts: readonly Verdict[]
    }
  /** The broker's session has taken an order. */
  | { readonly type: 'sent'; readonly orderSequence: number }
  /** Nobody knows whether the broker has an order. */
  | { readonly type: 'lost'; readonly orderSequence: number }
  /** The broker has shown that it does not have an order and will not get it any more. */
  | { readonly type: 'absent'; readonly orderSequence: number; readonly reason: string }
  /** The account must halt: its records do not agree with themselves. */
  | { readonly type: 'alarm'; readonly reason: string }
  /** What made the kernel throw, to be kept and looked at. */
  | { readonly type: 'faulty'; readonly arrival: Arrival; readonly reason: string }
