import { RECORD_LENGTH, FIELD } from '../signal/signal_record.js'
import { Float64List } from './float64_list.js'

/** Doubles per recorded signal: the number of the call within its strategy, the strategy, and its row. */
export const EVIDENCE_LENGTH = RECORD_LENGTH + 2

/**
 * What a strategy said in a run, call by call: enough to run the simulation again without the strategy.
 */
export class Evidence {
  readonly rows = new Float64List()
  readonly reasons: string[] = []
  #count = 0

  /** Signals recorded. */
  get count(): number {
    return this.#count
  }

  /** Records the `index`-th row of a call. */
  record(
    call: number,
    strategy: number,
    signals: Float64Array,
    index: number,
    reason: string
  ): void {
    this.rows.push(call)
    this.rows.push(strategy)
    const start = index * RECORD_LENGTH
    this.rows.pushFrom(signals, start, RECORD_LENGTH)
    if (signals[start + FIELD.hasReason] === 1) this.reasons.push(reason)
    this.#count++
  }
}
