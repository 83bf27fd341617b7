import { RECORD_LENGTH, FIELD } from '../signal/signal_record.js'
import { Float64List } from './float64_list.js'

/** Doubles per recorded signal: the number of the call within its speaker, the speaker, and its row. */
export const EVIDENCE_LENGTH = RECORD_LENGTH + 2

/** Signals that fit before the list has to grow. */
const ROWS = 4_096

/** What a row is when it is no signal: a rule's answer, or an agent's bias. Codes of `COUNSEL_FIELD.type`. */
export const COUNSEL_TYPE = { verdict: 5, bias: 6 } as const

/** Where the parts of such a row lie; all others are 0. */
export const COUNSEL_FIELD = {
  type: FIELD.type,
  /** 2 reduce, 3 deny; 0 for a bias. */
  decision: FIELD.side,
  /** Units let through, or the bias. */
  amount: FIELD.size,
  hasReason: FIELD.hasReason,
} as const

/**
 * What the plugins said in a run, call by call: enough to run the simulation again without them. Speakers are
 * counted from 1: strategies, then rules, then agents.
 */
export class Evidence {
  readonly rows = new Float64List(ROWS * EVIDENCE_LENGTH)
  readonly reasons: string[] = []
  #count = 0

  /** Signals recorded. */
  get count(): number {
    return this.#count
  }

  /** Records the `index`-th row of a call of a speaker. */
  record(
    call: number,
    speaker: number,
    signals: Float64Array,
    index: number,
    reason: string
  ): void {
    this.rows.push(call)
    this.rows.push(speaker)
    const start = index * RECORD_LENGTH
    this.rows.pushFrom(signals, start, RECORD_LENGTH)
    if (signals[start + FIELD.hasReason] === 1) this.reasons.push(reason)
    this.#count++
  }
}
