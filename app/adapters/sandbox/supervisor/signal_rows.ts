import type { SignalPart } from '#ports/sandbox.js'
import { SIGNAL_ROW_DOUBLES, type ChildSignals } from '../wire/messages.js'
import { unpackRows } from '../wire/packed_rows.js'
import { MessageRefused, type Expectation } from './message_check.js'

/**
 * The signal rows that a child sends, in parts, each checked with what came before it. Whether they lead to
 * the results that the child claims is for others to find out.
 */
export class SignalRows {
  readonly #expected: Expectation
  readonly #parts: Float64Array[] = []
  /** Number of the last call with a signal, per plugin from 1. */
  readonly #lastCall: Float64Array
  #count = 0
  #instants = 0
  #warmupBars: readonly number[] | null = null

  constructor(expected: Expectation) {
    this.#expected = expected
    this.#lastCall = new Float64Array(expected.plugins + 1)
  }

  /** Refuses an announcement that does not follow from those before it. */
  announce({ warmupBars }: Pick<ChildSignals, 'warmupBars'>, instants: number): void {
    if (instants <= this.#instants) throw new MessageRefused('instants that run backwards')
    this.#instants = instants
    this.#warmupBars ??= warmupBars
    if (warmupBars.some((bars, k) => bars !== this.#warmupBars?.[k])) {
      throw new MessageRefused('a warm-up that changes')
    }
  }

  /** Takes the next rows, packed, at the head of memory of their own. */
  take(bytes: Uint8Array): SignalPart {
    const packed = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)
    const rows = unpackRows(packed, this.#expected.signalsMax - this.#count)
    if (rows === null) throw new MessageRefused('signals that cannot be unpacked, or too many')
    this.#check(rows)
    this.#parts.push(rows)
    this.#count += rows.length / SIGNAL_ROW_DOUBLES
    return { warmupBars: this.#warmupBars ?? [], instants: this.#instants, rows }
  }

  /** All rows so far. */
  all(): Float64Array {
    const [first] = this.#parts
    if (first !== undefined && this.#parts.length === 1) return first
    const all = new Float64Array(this.#count * SIGNAL_ROW_DOUBLES)
    let at = 0
    for (const part of this.#parts) {
      all.set(part, at)
      at += part.length
    }
    return all
  }

  /** Rows must be of plugins of the run (numbered from 1), each plugin's in the order of its calls. */
  #check(rows: Float64Array): void {
    const { plugins } = this.#expected
    const last = this.#lastCall
    for (let at = 0; at < rows.length; at += SIGNAL_ROW_DOUBLES) {
      const call = rows[at] as number
      const speaker = rows[at + 1] as number
      if (!(speaker >= 1 && speaker <= plugins) || !Number.isInteger(speaker)) {
        throw new MessageRefused('a signal of a plugin that is not in the run')
      }
      if (!Number.isSafeInteger(call) || call < (last[speaker] as number)) {
        throw new MessageRefused('signals out of order')
      }
      last[speaker] = call
    }
  }
}
