import type { Transaction } from '#kernel/account/ledger.js'
import type { Input } from '#kernel/input.js'
import type { Venue } from '#kernel/instrument/venue.js'
import type { Fill } from '#kernel/order/fill.js'
import type { Order } from '#kernel/order/order.js'
import type { Trade } from '#kernel/position/trade.js'
import type { OrderState } from '#kernel/order/order_state.js'
import type { Decision, Verdict } from '#kernel/risk/verdict.js'
import type { LimitsPatch } from '#kernel/risk/limits_change.js'
import type { KernelSettings, TradingMode } from '#kernel/state.js'
import type { Micros } from '#kernel/values/micros.js'
import type {
  BiasRecord,
  BiasWord,
  LimitsChangeRecord,
  LimitsRecord,
  ModeRecord,
} from './risk_records.js'

/**
 * A numbered fact of an account: an input of the kernel, with what the engine needs to know besides, or
 * something that the engine alone did. Plain data; what is stepped is what was read back from its JSON.
 */
export type JournalEntry =
  /** The first row of every journal. */
  | { readonly type: 'account_opened'; readonly settings: KernelSettings }
  | Exclude<
      Input,
      {
        type:
          | 'signal_proposed'
          | 'order_filled'
          | 'order_event'
          | 'limits_changed'
          | 'bias_changed'
          | 'fill_booked'
          | 'change_refused'
          | 'mode_changed'
      }
    >
  /** `actor` is the person who changed the mode; left out where the engine did. */
  | (Extract<Input, { type: 'mode_changed' }> & { readonly actor?: string })
  | (Extract<Input, { type: 'signal_proposed' }> & { readonly seen?: SeenAtSignal })
  | (Extract<Input, { type: 'order_filled' }> & {
      readonly brokerFillId: string
      /** When the broker says that it was. */
      readonly brokerMs?: number
    })
  | (Extract<Input, { type: 'order_event' }> & {
      readonly brokerOrderId?: string
      /** Why the order ended, in the broker's words. */
      readonly brokerReason?: string
      /** When the broker says that it was. */
      readonly brokerMs?: number
    })
  /** `brokerFillId` is `null` where the broker has no execution for it, as for a difference that was settled. */
  | (Extract<Input, { type: 'fill_booked' }> & { readonly brokerFillId: string | null })
  | (Extract<Input, { type: 'change_refused' }> & { readonly brokerReason: string })
  /** Limits came into force; `change` is the row of the loosening that waited for it, `null` for none. */
  | (Extract<Input, { type: 'limits_changed' }> &
      Signed & {
        readonly version: number
        readonly change: number | null
      })
  /** What all words about the bias come to, after `source` said its own (`null`: it has no say any more). */
  | (Extract<Input, { type: 'bias_changed' }> &
      Signed & { readonly source: string; readonly word: BiasWord | null })
  /** A loosening of limits begins to wait, in the place of one that waited before. */
  | (Signed & {
      readonly type: 'limits_asked'
      readonly limits: LimitsPatch
      readonly dueMs: number
    })
  /** The loosening that waits is off; `isReplaced` because another change says otherwise. */
  | (Signed & { readonly type: 'limits_withdrawn'; readonly isReplaced: boolean })
  /** The last prices of some instruments, by their numbers; the instant has ended with them. */
  | {
      readonly type: 'prices_seen'
      readonly atMs: number
      readonly instruments: readonly number[]
      readonly prices: readonly number[]
    }
  /** A date has begun at a venue; the splits and dividends of it are the rows before. */
  | { readonly type: 'venue_day_began'; readonly venue: Venue; readonly day: number }
  /** The broker's session has taken the order; its answer is still to come. */
  | {
      readonly type: 'order_sent'
      readonly orderSequence: number
      /** When it was handed over: what it follows from was durable then. */
      readonly handedMs?: number
      /** The quote when that was known to have succeeded. */
      readonly quote?: SeenQuote | null
    }
  /** The broker has taken a change: it cannot fill more than `quantity` of the order any more. */
  | { readonly type: 'change_confirmed'; readonly orderSequence: number; readonly quantity: number }
  /** A person wants one order cancelled. */
  | { readonly type: 'cancel_asked'; readonly orderSequence: number; readonly reason: string }
  /** Something arrived that could not be applied; kept as it was, as JSON. What is grave halts the account. */
  | {
      readonly type: 'arrival_refused'
      readonly arrival: string
      readonly reason: string
      readonly isGrave: boolean
      /** Of an execution that could not be applied, so that it is not asked about again. */
      readonly brokerFillId: string | null
    }

/** Who wanted it and why. */
interface Signed {
  readonly actor: string
  readonly reason: string
}

/** A quote as somebody saw it; `null` is what the feed does not tell. */
export interface SeenQuote {
  readonly bid: number | null
  readonly ask: number | null
  readonly last: number | null
  /** UTC epoch ms of the market. */
  readonly atMs: number
  /** When it came here. */
  readonly seenMs?: number
}

/** What was known when a signal was made. For people who look back; no rule reads it. */
export interface SeenAtSignal {
  /** The newest quote of the signal's instrument. */
  readonly quote: SeenQuote | null
  /** JSON of the strategy's own account of its state, `null` where it gives none. */
  readonly state: string | null
  /** When the strategy was told what made it signal, and when its answer was here. */
  readonly askedMs?: number
  readonly answeredMs?: number
  /** When the plugin rules had answered. */
  readonly judgedMs?: number
  /** Who asked for it, where a person did, and the command's id. */
  readonly actor?: string
  readonly command?: string
}

/** One row of the journal. */
export interface JournalRow {
  /** 1, 2, 3 ... within the account, without gaps. */
  readonly sequence: number
  readonly atMs: number
  /** The entry's JSON. */
  readonly entry: string
  /** SHA-256 of the JSON of the kernel's commands, `null` where there were none. */
  readonly commandsHash: string | null
  /**
   * Row in which what this one is about began: of a signal its own, of what happens to an order the row that
   * made the order, or the order it protects. `null` for what belongs to no order.
   */
  readonly trace: number | null
}

/** An order as it stands after a batch. */
export interface OrderRecord {
  readonly clientOrderId: string
  readonly strategy: string
  readonly symbol: string
  readonly order: Order
  /** The kernel's state, but `pending` until the order was handed over. */
  readonly state: OrderState
  readonly brokerOrderId: string | null
  /** Why it ended or is to be cancelled; `null` while there is nothing to say. */
  readonly remark: string | null
  /** Row of the journal in which it began, see JournalRow. */
  readonly trace: number | null
  readonly updatedMs: number
}

/** An execution with its names. */
export interface FillRecord {
  readonly fill: Fill
  readonly brokerFillId: string
  /** `null` where it is of no order of ours. */
  readonly clientOrderId: string | null
  readonly strategy: string
  readonly symbol: string
}

/** A position as it stands after a batch. Amounts in account currency. */
export interface PositionRecord {
  readonly strategy: string
  readonly symbol: string
  readonly quantity: number
  readonly averageCost: number
  readonly price: number
  readonly value: Micros
  readonly basis: Micros
  readonly realised: Micros
  readonly fees: Micros
  readonly income: Micros
  readonly updatedMs: number
}

/** A position's life from flat to flat, with its names. */
export interface TradeRecord {
  readonly trade: Trade
  readonly strategy: string
  readonly symbol: string
}

/** A row of the ledger with its names. */
export interface TransactionRecord {
  readonly transaction: Transaction
  readonly strategy: string | null
  readonly symbol: string | null
}

/** What risk said to a signal, or to one of the closes that a row asked for. */
export interface DecisionRecord {
  /** Sequence of the journal row, and the number of the judgement within it, from 0. */
  readonly sequence: number
  readonly part: number
  /** The order that it became or changed, `null` for none. */
  readonly clientOrderId: string | null
  readonly atMs: number
  readonly strategy: string
  readonly symbol: string
  readonly decision: Decision
  readonly code: string
  readonly reason: string
  readonly asked: number
  readonly quantity: number
  readonly verdicts: readonly Verdict[]
}

/** What became of an operator's command. */
export interface CommandOutcome {
  readonly id: string
  readonly status: 'done' | 'refused'
  /** Plain data for whoever asked. */
  readonly detail: Readonly<Record<string, unknown>>
}

/** What the tables say of the account after a batch. */
export interface AccountRecord {
  readonly cash: Micros
  readonly equity: Micros
  readonly mode: TradingMode
  readonly modeReason: string | null
  readonly updatedMs: number
}

/** Everything that one transaction writes: the rows, and what follows from them. */
export interface JournalBatch {
  readonly account: string
  readonly fencing: number
  /** Sequence of the last row before the batch. */
  readonly after: number
  readonly rows: readonly JournalRow[]
  readonly accountRecord: AccountRecord
  readonly orders: readonly OrderRecord[]
  readonly fills: readonly FillRecord[]
  readonly positions: readonly PositionRecord[]
  readonly transactions: readonly TransactionRecord[]
  readonly decisions: readonly DecisionRecord[]
  readonly trades: readonly TradeRecord[]
  readonly limits: readonly LimitsRecord[]
  readonly limitChanges: readonly LimitsChangeRecord[]
  readonly biases: readonly BiasRecord[]
  /** Changes of what the account may do. */
  readonly modes: readonly ModeRecord[]
  readonly outcomes: readonly CommandOutcome[]
}

/** The state of an account after a row of its journal. */
export interface JournalSnapshot {
  readonly sequence: number
  /** Snapshots of another format are not read. */
  readonly format: number
  readonly body: string
}

/** An order that can still trade, as its row says. */
export interface OpenOrderRow {
  readonly sequence: number
  readonly state: OrderState
  readonly quantity: number
  readonly filled: number
}

/** The append-only record of what happened to accounts. */
export interface Journal {
  /**
   * Writes a batch in one transaction; it is durable when this resolves. Throws FencedOff when the
   * fencing number is not the account's newest or the journal does not end where the batch begins.
   */
  append(batch: JournalBatch): Promise<void>
  /** Rows from a sequence on, in order, at most `limit`. */
  read(account: string, fromSequence: number, limit: number): Promise<readonly JournalRow[]>
  /** 0 for an account without rows. */
  lastSequence(account: string): Promise<number>
  saveSnapshot(account: string, snapshot: JournalSnapshot): Promise<void>
  /** The newest snapshot of a format whose hash fits its body; `null` when there is none. */
  latestSnapshot(account: string, format: number): Promise<JournalSnapshot | null>
  /** The rows of orders that can still trade, by sequence: what a replay must arrive at as well. */
  openOrders(account: string): Promise<readonly OpenOrderRow[]>
  /** Ids of the broker's executions that are in the tables: the newest `count`, and all of open orders. */
  knownFills(account: string, count: number): Promise<readonly string[]>
}

/** Another engine has taken the account over: nothing of this one counts any more. */
export class FencedOff extends Error {
  readonly code = 'E_FENCED_OFF'
  constructor(account: string, fencing: number) {
    super(`another engine trades the account ${account}: the lease ${fencing} is over`)
  }
}
