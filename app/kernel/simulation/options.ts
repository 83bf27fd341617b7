import type { Input } from '../input.js'
import type { CounselAdvisors } from './counsel_advisor.js'

/** How a simulation broke off because a plugin failed. */
export interface SimulationFailure {
  /** Index of the plugin: strategies in the order of the configuration, then rules, then agents. */
  readonly strategy: number
  /** The guest's own account of it: JSON text. */
  readonly detail: string
  /** Start of the bar being shown, and its number in the series from 1. */
  readonly startMs: number
  readonly bar: number
}

/** What is wanted of a simulation besides its result. */
export interface SimulationOptions {
  /** Keep columns, transactions and trades (host) or only orders and fills (isolate). Default: keep. */
  readonly keepsAll?: boolean
  /** Keep the signals as evidence. Default: no. */
  readonly keepsEvidence?: boolean
  /** The rules and agents of the configuration, in its order. Default: none. */
  readonly counsel?: CounselAdvisors
  /** Receives every input of the kernel, in order: the journal of the run. */
  readonly journal?: (input: Input) => void
}
