import type { Decision } from '#kernel/risk/verdict.js'

/** The last signal of a strategy, as risk judged it. */
export interface LastSignal {
  /** Row of the journal in which its trace began. */
  readonly sequence: number
  readonly symbol: string
  readonly decision: Decision
  readonly reason: string
  readonly atMs: number
}

/** What a strategy has done lately. */
export interface StrategyActivity {
  readonly strategy: string
  /** Since the instant that was asked for, at most `COUNTED_MAX`. */
  readonly orders: number
  /** Lines of its log that tell errors since that instant, among its last `LINES_READ`. */
  readonly errors: number
  readonly lastSignal: LastSignal | null
  /** The last of those lines, whenever it was written; `null` for none among them. */
  readonly lastError: { readonly text: string; readonly atMs: number } | null
  /** What it had earned in all at the last closes at which it held or had traded anything, oldest first. */
  readonly closes: readonly {
    /** Date at the exchange, ISO 8601. */
    readonly day: string
    /** Decimal string, account currency. */
    readonly profit: string
  }[]
}

/** A turn in the course of an account that a strategy was led to: it was started, stopped or changed. */
export interface StrategyTurn {
  readonly strategy: string
  readonly event: (typeof TURNS)[number]
  readonly atMs: number
}

/** Events of strategies that are turns. */
export const TURNS = ['start_strategy', 'stop_strategy', 'parameters_changed'] as const

/** Orders of a strategy that are counted. */
export const COUNTED_MAX = 1_000
/** Lines of a strategy's log that are looked through for errors. */
export const LINES_READ = 500

/** Reads what all strategies of an account have done lately, in one go and however long they have traded. */
export interface StrategyActivities {
  /** By name. `sinceMs`: from when orders and errors count; `closes`: sessions, the last ones. */
  read(
    account: string,
    filter: { readonly sinceMs: number; readonly closes: number }
  ): Promise<readonly StrategyActivity[]>
  /** The last turns of an account, newest first. */
  turns(account: string, limit: number): Promise<readonly StrategyTurn[]>
}
