import { plainText } from '../plain_text.js'
import type { BacktestProgress, RunMoment, SignalPart } from '#ports/sandbox.js'
import type { Counters } from '../wire/counters.js'
import { FrameReader, FrameRefused, type Frame } from '../wire/frame.js'
import {
  CHILD_JSON_BYTES_MAX,
  RAW_PIECE_BYTES,
  type ChildFailure,
  type ChildResult,
  type ChildSignals,
  type ChildTexts,
} from '../wire/messages.js'
import { MessageRefused, readMessage, type Expectation } from './message_check.js'
import { SignalRows } from './signal_rows.js'

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

/** Who hears of a run while it goes on. */
export interface Listener {
  progress(progress: BacktestProgress): void
  signals(part: SignalPart): void
}

/**
 * Listens to one child and believes nothing it says.
 *
 * The order of a conversation: ready, progress and signals followed by their raw bytes (any number), then
 * either one failure, or one result followed by its raw bytes. Anything else is a violation, and nothing is heard after it.
 */
export class Conversation {
  readonly #reader: FrameReader
  readonly #expected: Expectation
  readonly #on: Listener
  readonly #rows: SignalRows
  /** Signals that were announced and are not here yet. */
  #part: ChildSignals | null = null
  #isReady = false
  #result: (ChildResult & { residentMb: number }) | null = null
  #raw: Uint8Array | null = null
  #rawFilled = 0
  #counters = NOTHING_YET
  #residentMb = 0
  #lastWord: LastWord | null = null

  constructor(expected: Expectation, on: Listener) {
    this.#expected = expected
    this.#on = on
    this.#rows = new SignalRows(expected)
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
    if (this.#part !== null) throw new MessageRefused('words among signals')
    this.#advance(message)
    if (message.t === 'failed') {
      if (this.#result !== null) throw new MessageRefused('a failure after a result')
      this.#lastWord = { type: 'failed', failure: message.failure }
      return
    }
    this.#residentMb = Math.max(this.#residentMb, message.residentMb)
    if (message.t === 'progress') {
      const { atMs, bar, barsTotal } = this.moment
      this.#on.progress({ bars: bar, barsTotal, atMs })
      return
    }
    if (this.#result !== null) {
      throw new MessageRefused(
        message.t === 'result' ? 'a second result' : 'signals after a result'
      )
    }
    if (message.t === 'signals') {
      this.#rows.announce(message, message.instants)
      this.#part = message
      this.#expect(message.signalBytes)
      if (message.signalBytes === 0) this.#finishPart(new Uint8Array(0))
      return
    }
    this.#rows.announce(message, Infinity)
    this.#result = message
    this.#expect(message.signalBytes + message.textBytes)
  }

  #expect(bytes: number): void {
    this.#raw = Buffer.allocUnsafeSlow(bytes)
    this.#rawFilled = 0
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
    if (raw === null) {
      throw new MessageRefused('bytes that nobody announced')
    }
    raw.set(bytes, this.#rawFilled)
    this.#rawFilled += bytes.length
    if (this.#rawFilled < raw.length) return
    this.#raw = null
    if (this.#part !== null) this.#finishPart(raw)
    else if (this.#result !== null) this.#finish(this.#result, raw)
  }

  #finishPart(raw: Uint8Array): void {
    this.#part = null
    this.#on.signals(this.#rows.take(raw))
  }

  #finish(result: ChildResult & { residentMb: number }, raw: Uint8Array): void {
    this.#rows.take(raw.subarray(0, result.signalBytes))
    const rows = this.#rows.all()
    const texts = readTexts(raw.subarray(result.signalBytes), this.#expected.plugins)
    this.#lastWord = { type: 'result', rows, ...result, ...texts }
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
