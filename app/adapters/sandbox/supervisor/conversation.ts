import { plainText } from '../plain_text.js'
import type { BacktestProgress, RunMoment } from '#ports/sandbox.js'
import type { Counters } from '../wire/counters.js'
import { FrameReader, FrameRefused, type Frame } from '../wire/frame.js'
import {
  CHILD_JSON_BYTES_MAX,
  RAW_PIECE_BYTES,
  SIGNAL_ROW_DOUBLES,
  type ChildFailure,
  type ChildResult,
  type ChildTexts,
} from '../wire/messages.js'
import { MessageRefused, readMessage, type Expectation } from './message_check.js'

/** A child's last word, checked. */
export type LastWord =
  | { readonly type: 'failed'; readonly failure: ChildFailure }
  | ({
      readonly type: 'result'
      readonly rows: Float64Array
      readonly residentMb: number
    } & ChildResult &
      ChildTexts)
  | { readonly type: 'violation'; readonly detail: string }

const REASON_LENGTH_MAX = 200
const LINE_LENGTH_MAX = 2_000
const NOTHING_YET: Counters = {
  calls: 0,
  bars: 0,
  atMs: 0,
  call: 0,
  strategy: 0,
  signals: 0,
  barsTotal: 0,
}

/**
 * Listens to one child and believes nothing it says.
 *
 * The order of a conversation: ready, progress (any number), then either one failure, or one result
 * followed by its raw bytes. Anything else is a violation, and nothing is heard after it.
 */
export class Conversation {
  readonly #reader: FrameReader
  readonly #expected: Expectation
  readonly #onProgress: (progress: BacktestProgress) => void
  #isReady = false
  #result: (ChildResult & { residentMb: number }) | null = null
  #raw: Uint8Array | null = null
  #rawFilled = 0
  #counters = NOTHING_YET
  #residentMb = 0
  #lastWord: LastWord | null = null

  constructor(expected: Expectation, onProgress: (progress: BacktestProgress) => void) {
    this.#expected = expected
    this.#onProgress = onProgress
    this.#reader = new FrameReader({
      jsonBytesMax: CHILD_JSON_BYTES_MAX,
      rawBytesMax: () =>
        this.#raw === null ? 0 : Math.min(RAW_PIECE_BYTES, this.#raw.length - this.#rawFilled),
    })
  }

  /** Where the child said it is. */
  get counters(): Counters {
    return this.#counters
  }

  /** Highest resident memory that the child told, in MB. */
  get residentMb(): number {
    return this.#residentMb
  }

  /** How it ended; `null` while it goes on. */
  get lastWord(): LastWord | null {
    return this.#lastWord
  }

  /** The moment of the counters, as failures carry it. */
  get moment(): RunMoment {
    const { atMs, bars, barsTotal } = this.#counters
    const total = barsTotal === 0 ? this.#expected.barsMax : barsTotal
    return { atMs: bars === 0 ? null : atMs, bar: bars, barsTotal: total }
  }

  /** Takes a piece of what the child wrote. */
  hear(piece: Uint8Array): void {
    if (this.#lastWord !== null) return
    try {
      this.#reader.push(piece, (frame) => this.#take(frame))
    } catch (error) {
      if (!(error instanceof FrameRefused) && !(error instanceof MessageRefused)) throw error
      this.#lastWord = { type: 'violation', detail: error.message }
    }
  }

  #take(frame: Frame): void {
    if (this.#lastWord !== null) throw new MessageRefused('words after the last')
    if (frame.kind === 'bytes') this.#takeBytes(frame.bytes)
    else this.#takeMessage(frame.text)
  }

  #takeMessage(text: string): void {
    const message = readMessage(text, this.#expected)
    if (message.t === 'ready') {
      if (this.#isReady) throw new MessageRefused('it was ready twice')
      this.#isReady = true
      return
    }
    if (!this.#isReady) throw new MessageRefused('words before it was ready')
    this.#advance(message)
    if (message.t === 'failed') {
      if (this.#result !== null) throw new MessageRefused('a failure after a result')
      this.#lastWord = { type: 'failed', failure: message.failure }
      return
    }
    this.#residentMb = Math.max(this.#residentMb, message.residentMb)
    if (message.t === 'progress') {
      const { atMs, bar, barsTotal } = this.moment
      this.#onProgress({ bars: bar, barsTotal, atMs })
      return
    }
    if (this.#result !== null) throw new MessageRefused('a second result')
    this.#result = message
    this.#raw = Buffer.allocUnsafeSlow(message.signalBytes + message.textBytes)
  }

  #advance(next: Counters): void {
    const now = this.#counters
    if (next.barsTotal > 0 && next.bars > next.barsTotal) {
      throw new MessageRefused('more bars than it announced')
    }
    if (next.calls < now.calls || next.bars < now.bars || next.signals < now.signals) {
      throw new MessageRefused('counters that run backwards')
    }
    const { calls, bars, atMs, call, strategy, signals, barsTotal } = next
    this.#counters = { calls, bars, atMs, call, strategy, signals, barsTotal }
  }

  #takeBytes(bytes: Uint8Array): void {
    const raw = this.#raw
    if (raw === null || this.#result === null) {
      throw new MessageRefused('bytes that nobody announced')
    }
    raw.set(bytes, this.#rawFilled)
    this.#rawFilled += bytes.length
    if (this.#rawFilled === raw.length) this.#finish(this.#result, raw)
  }

  #finish(result: ChildResult & { residentMb: number }, raw: Uint8Array): void {
    const rows = new Float64Array(result.signalBytes / 8)
    new Uint8Array(rows.buffer).set(raw.subarray(0, result.signalBytes))
    checkRows(rows, this.#expected.plugins)
    const texts = readTexts(raw.subarray(result.signalBytes), this.#expected.plugins)
    this.#lastWord = { type: 'result', rows, ...result, ...texts }
  }
}

/** Rows must be of plugins of the run (numbered from 1), each plugin's in the order of its calls. */
function checkRows(rows: Float64Array, plugins: number): void {
  const last = new Float64Array(plugins + 1)
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

function readTexts(bytes: Uint8Array, plugins: number): ChildTexts {
  let given: { reasons?: unknown; logs?: unknown }
  try {
    given = JSON.parse(Buffer.from(bytes).toString('utf8')) as typeof given
  } catch {
    throw new MessageRefused('texts that are not JSON')
  }
  const { reasons, logs } = given ?? {}
  if (
    !isTexts(reasons) ||
    !Array.isArray(logs) ||
    logs.length !== plugins ||
    !logs.every(isTexts)
  ) {
    throw new MessageRefused('texts of the wrong shape')
  }
  return {
    reasons: reasons.map((reason) => plainText(reason, REASON_LENGTH_MAX)),
    logs: logs.map((lines) => lines.map((line) => plainText(line, LINE_LENGTH_MAX))),
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}
