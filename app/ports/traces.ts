import type { Decision, Verdict } from '#kernel/risk/verdict.js'
import type { JournalRow } from './journal.js'

/** An order of a trace, as its row says. */
export interface TracedOrder {
  readonly id: string
  readonly sequence: number
  /** Sequence of the order that it protects, 0 for none. */
  readonly parent: number
  readonly strategy: string
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly type: string
  readonly role: string
  readonly state: string
  readonly quantity: number
  readonly filled: number
  /** Mean price of its fills, 0 before the first. */
  readonly averagePrice: number
  readonly limitPrice: number | null
  readonly stopPrice: number | null
  readonly timeInForce: string
  readonly brokerOrderId: string | null
  readonly remark: string | null
  readonly createdMs: number
}

/** An execution of an order of a trace. */
export interface TracedFill {
  /** Number within the account. */
  readonly sequence: number
  readonly orderId: string
  readonly brokerFillId: string
  readonly quantity: number
  readonly price: number
  /** The account's own price of the instrument then. */
  readonly marketPrice: number
  /** Decimal string, account currency. */
  readonly fee: string
  /** When it was booked. */
  readonly atMs: number
}

/** What risk said to a signal of a trace. */
export interface TracedDecision {
  /** Order that it became, `null` for none. */
  readonly orderId: string | null
  readonly strategy: string
  readonly symbol: string
  readonly decision: Decision
  readonly code: string
  readonly reason: string
  readonly asked: number
  readonly quantity: number
  /** As JSON gives them back: an `allowed` without a bound is `null`. */
  readonly verdicts: readonly (Omit<Verdict, 'allowed'> & { readonly allowed: number | null })[]
}

/** A later signal that changed an order of a trace, or was to change it. It has a trace of its own. */
export interface TracedChange {
  readonly orderId: string
  /** Row of the journal in which that signal's trace began. */
  readonly trace: number
  readonly atMs: number
  readonly decision: Decision
  readonly reason: string
  /** Units that the order has since, or was to have. */
  readonly quantity: number
}

/** Everything that is stored of one trace; rows, orders, fills, decisions and changes by their number. */
export interface TraceRecords {
  readonly rows: readonly JournalRow[]
  readonly orders: readonly TracedOrder[]
  readonly fills: readonly TracedFill[]
  readonly decisions: readonly TracedDecision[]
  readonly changes: readonly TracedChange[]
}

/** A line of the list of traces. */
export interface TraceSummary {
  /** Row of the journal in which it began. */
  readonly trace: number
  readonly atMs: number
  readonly strategy: string
  readonly symbol: string
  /** Of the first judgement; `null` where risk was not asked. */
  readonly decision: Decision | null
  readonly reason: string
  readonly asked: number
  /** States of its orders, entries first. */
  readonly states: readonly string[]
  /** Units filled of its first order, and their mean price. */
  readonly side: 'buy' | 'sell' | null
  readonly filled: number
  readonly averagePrice: number
}

/** Which traces are listed. */
export interface TraceFilter {
  readonly strategy: string | null
  readonly symbol: string | null
  /** Only those that risk denied or reduced. */
  readonly isDenied: boolean
  readonly limit: number
  /** Only those that began in an earlier row: the page after one that ended there. */
  readonly before?: number | undefined
}

/** What was written down about the way of signals and orders, read. */
export interface TraceStore {
  /** `null` when no trace began in that row. */
  read(account: string, trace: number): Promise<TraceRecords | null>
  /** The trace of an order; `null` for an order that is not there or older than traces. */
  ofOrder(account: string, orderId: string): Promise<number | null>
  /** Newest first. */
  latest(account: string, filter: TraceFilter): Promise<readonly TraceSummary[]>
}
