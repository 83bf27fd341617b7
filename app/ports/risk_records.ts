import type { RiskLimits } from '#kernel/risk/limits.js'
import type { LimitsPatch } from '#kernel/risk/limits_change.js'
import type { TradingMode } from '#kernel/state.js'

/** Limits as they came into force. */
export interface LimitsRecord {
  /** 1 for those that the account was opened with. */
  readonly version: number
  readonly limits: RiskLimits
  readonly actor: string
  readonly reason: string
  readonly atMs: number
}

/** What became of a loosening: `replaced` by a later change of the same limits. */
export type LimitsChangeState = 'waiting' | 'in_force' | 'withdrawn' | 'replaced'

/** A loosening of limits, which waits before it comes into force. */
export interface LimitsChangeRecord {
  /** Row of the journal in which it was asked for. */
  readonly sequence: number
  readonly limits: LimitsPatch
  readonly actor: string
  readonly reason: string
  readonly askedMs: number
  readonly dueMs: number
  readonly state: LimitsChangeState
  readonly settledBy: string | null
  readonly settledMs: number | null
  /** Version that it became; `null` unless it is in force. */
  readonly version: number | null
}

/** What somebody says of the risk bias. */
export interface BiasWord {
  /** From 0 to 1. */
  readonly bias: number
  /** Whether it never goes stale. */
  readonly isLasting: boolean
  readonly atMs: number
}

/** The risk bias after somebody has spoken. */
export interface BiasRecord {
  readonly sequence: number
  /** What all words together come to. */
  readonly bias: number
  /** Whether it never goes stale. */
  readonly isLasting: boolean
  /** The oldest word that can go stale; `null` where none can. */
  readonly countsFromMs: number | null
  /** Whose word it was: `person`, or `agent:ID`. */
  readonly source: string
  /** What it said; `null` when it has no say any more. */
  readonly word: number | null
  readonly actor: string
  readonly reason: string
  readonly atMs: number
}

/** A change of what an account may do: a halt, its end, or no new risk. */
export interface ModeRecord {
  /** Row of the journal that changed it. */
  readonly sequence: number
  readonly mode: TradingMode
  readonly reason: string
  /** Who changed it; `null` where the engine did: a limit of losses, or books that differ. */
  readonly actor: string | null
  readonly atMs: number
}

/** What was written down about the risk of accounts. */
export interface RiskRecords {
  /** Versions of the limits, the newest first, at most `limit`. */
  limits(account: string, limit: number): Promise<readonly LimitsRecord[]>
  /** Loosenings, the newest first, at most `limit`. */
  limitChanges(account: string, limit: number): Promise<readonly LimitsChangeRecord[]>
  /** The bias after the last word; `null` where nobody ever said one. */
  latestBias(account: string): Promise<BiasRecord | null>
  /** The last word of everyone who has a say, by source. */
  biasWords(account: string): Promise<readonly BiasRecord[]>
  /** Changes of the mode, the newest first, at most `limit`. */
  modes(account: string, limit: number): Promise<readonly ModeRecord[]>
}
