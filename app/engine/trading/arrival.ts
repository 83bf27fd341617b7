import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import type { Venue } from '#kernel/instrument/venue.js'
import type { Signal } from '#kernel/signal/signal.js'
import type { Verdict } from '#kernel/risk/verdict.js'
import type { BrokerReport } from '#ports/broker.js'
import type { StrategySettings } from '#kernel/state.js'
import type { CommandRow } from '#ports/command_inbox.js'
import type { CommandOutcome, JournalEntry, SeenAtSignal } from '#ports/journal.js'
import type { Tick } from '#ports/market_feed.js'
import type { BiasSaid } from './commands/set_bias.js'
import type { ReconciledWord } from './translate_reconciled.js'

/** A price to value positions by. */
export interface SeenPrice {
  readonly symbol: string
  readonly price: number
}

/** What waits for its number: news from outside, not yet looked at. */
export type Arrival =
  | { readonly type: 'tick'; readonly tick: Tick }
  /** The last prices of some instruments. */
  | { readonly type: 'prices'; readonly prices: readonly SeenPrice[] }
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
      /** What the strategy saw; the sequencer's newest quote stands in for one that is not given. */
      readonly seen?: SeenAtSignal
    }
  /**
   * A strategy is to trade or to be paused; the account gets to know it first. Where a command asked for it,
   * its outcome is told with the rows.
   */
  | {
      readonly type: 'strategy_asked'
      readonly settings: StrategySettings
      readonly isPaused: boolean
      readonly outcome: CommandOutcome | null
      /** Why what it holds is to be closed at the market; `null` where it is to be kept. */
      readonly closeReason: string | null
    }
  /** A date has begun at a venue, with these splits and dividends. */
  | {
      readonly type: 'day_began'
      readonly venue: Venue
      readonly day: number
      readonly actions: readonly { readonly symbol: string; readonly action: CorporateAction }[]
    }
  /** What a comparison with the broker established. */
  | { readonly type: 'reconciled'; readonly word: ReconciledWord }
  /** A command that leaves no rows of its own: what became of it. */
  | { readonly type: 'answered'; readonly outcome: CommandOutcome }
  /** What an agent says of the risk bias. */
  | { readonly type: 'bias'; readonly said: BiasSaid }
  /** The time of a loosening of limits has come. */
  | { readonly type: 'limits_due' }
  /** The broker's session has taken an order. */
  | { readonly type: 'sent'; readonly orderSequence: number; readonly handedMs?: number }
  /** Nobody knows whether the broker has an order. */
  | { readonly type: 'lost'; readonly orderSequence: number }
  /** The broker has shown that it does not have an order and will not get it any more. */
  | { readonly type: 'absent'; readonly orderSequence: number; readonly reason: string }
  /** What the engine itself found out and writes down, such as the outcome of a reconciliation. */
  | { readonly type: 'fact'; readonly entries: readonly JournalEntry[] }
  /** The account must halt: its records do not agree with themselves. */
  | { readonly type: 'alarm'; readonly reason: string }
  /** What made the kernel throw, to be kept and looked at. */
  | { readonly type: 'faulty'; readonly arrival: Arrival; readonly reason: string }
