import type { SeenAtSignal, SeenQuote } from '#ports/journal.js'
import type { TracedDecision, TracedFill, TracedOrder } from '#ports/traces.js'
import type { Slippage } from './slippage.js'

/** What a span is about. */
export type SpanName = 'signal' | 'risk' | 'order' | 'broker' | 'fill'

/** What a step is, for programs: a word of the broker under its own name, or what was done here. */
export type StepCode =
  | 'written'
  | 'rules_answered'
  | 'order_accepted'
  | 'order_rejected'
  | 'order_cancelled'
  | 'order_expired'
  | 'order_lost'
  | 'cancel_asked'
  | 'change_refused'
  | 'changed'
  | 'change_denied'
  | 'taken'
  | 'booked'
  | 'other'

/** Something within a span. */
export interface TraceStep {
  /** UTC epoch ms. */
  readonly atMs: number
  /** Row of the journal that says so; `null` where none does. */
  readonly row: number | null
  readonly code: StepCode
  /** What it says besides its code: the broker's id or reason, the trace that changed it; `null` for nothing. */
  readonly detail: string | null
  readonly text: string
}

/** A stretch of the way of a signal, under the one that it follows from. */
export interface TraceSpan {
  /** `signal`, `risk`, `order:4`, `broker:4`, `fill:7`: unique within the trace; numbers are the account's. */
  readonly id: string
  /** Id of the span that it follows from; `null` for the first. */
  readonly parent: string | null
  readonly name: SpanName
  readonly startMs: number
  /** `null` while it goes on. */
  readonly endMs: number | null
  readonly text: string
  readonly steps: readonly TraceStep[]
}

/** An order of a trace with what it cost against the quotes. */
export interface TraceOrder extends TracedOrder {
  /** `null` while nothing is filled, or where no price was known. */
  readonly slippage: Slippage | null
  /** The quote when the broker had taken it. */
  readonly sentQuote: SeenQuote | null
}

/** The whole way from a signal, or from whatever else made an order, to the last execution. */
export interface Trace {
  /** `trc_<account>_<row>`. */
  readonly id: string
  readonly account: string
  readonly row: number
  /** Type of the row in which it began: `signal_proposed`, `close_asked`, ... */
  readonly cause: string
  readonly strategy: string
  readonly symbol: string
  readonly startMs: number
  /** Of the last thing that is known. */
  readonly endMs: number
  /** Whether nothing more can come: no order of it is open. */
  readonly isOver: boolean
  /** In a few words: `buy 10 US.AAPL at market, day`. */
  readonly wish: string
  /** One sentence: what became of it. */
  readonly outcome: string
  readonly seen: SeenAtSignal | null
  readonly decisions: readonly TracedDecision[]
  readonly orders: readonly TraceOrder[]
  readonly fills: readonly TracedFill[]
  readonly spans: readonly TraceSpan[]
}
