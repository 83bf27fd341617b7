import type { OrderType } from '../order/order.js'
import type { Proposal } from '../risk/proposal.js'
import type { TradingState } from '../state.js'
import type { BarSource } from './bar_source.js'

/** What a plugin rule is asked: an order that would be made, and the account at that moment. */
export interface RuleQuestion {
  readonly state: TradingState
  readonly proposal: Proposal
  readonly type: OrderType
  readonly atMs: number
}

/** Answers of a rule as numbers; below 0 it failed. */
export const ANSWER = { approve: 1, reduce: 2, deny: 3, failed: -1 } as const

/** A plugin rule as a simulation asks it: one in its realm, or a recording of one. */
export interface RuleAdvisor {
  /** One of `ANSWER`. */
  assess(question: RuleQuestion): number
  /** Units that the last reduction lets through. */
  readonly allowed: number
  /** Reason of the last answer that was no approval. */
  text(): string
  /** JSON text of how it failed. */
  failure(): string
}

/** What an agent is shown at the end of an instant: its bars, and the account. */
export interface AgentSight {
  readonly state: TradingState
  readonly bars: BarSource
  readonly startMs: number
  readonly endMs: number
}

/** An agent as a simulation asks it: one in its realm, or a recording of one. */
export interface AgentAdvisor {
  /** 1 when it set the bias, 0 when not, -1 when it failed. */
  look(sight: AgentSight): number
  /** The bias it set, 0..1. */
  readonly bias: number
  /** Why. */
  text(): string
  failure(): string
  /** Tells it that the run is over; -1 when it failed. */
  stop(atMs: number): number
}

/** The plugins of a simulation that do not trade, in the order of the configuration. */
export interface CounselAdvisors {
  readonly rules: readonly RuleAdvisor[]
  readonly agents: readonly AgentAdvisor[]
}

/** No rules and no agents. */
export const NO_COUNSEL: CounselAdvisors = { rules: [], agents: [] }
