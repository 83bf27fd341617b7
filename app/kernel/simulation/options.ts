import type { Input } from '../input.js'

/** How a simulation broke off because a strategy failed. */
export interface SimulationFailure {
  /** Index of the strategy in the configuration. */
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
  /** Receives every input of the kernel, in order: the journal of the run. */
  readonly journal?: (input: Input) => void
}
