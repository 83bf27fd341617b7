import { CALL_MAX, type Counters } from '../wire/counters.js'
import { TEXT_BYTES_MAX, type ChildFailure, type ChildMessage } from '../wire/messages.js'
import { PACKED_ROW_DOUBLES_MAX } from '../wire/packed_rows.js'

const RESIDENT_MB_MAX = 1_000_000
const WARMUP_BARS_MAX = 100_000
const BYTES_PER_DOUBLE = 8

/** What the parent knows, by which it judges what a child says. */
export interface Expectation {
  /** Plugins of the run, of all kinds. */
  readonly plugins: number
  /** Bars of all ranges, once for each strategy that is shown them. */
  readonly barsMax: number
  readonly signalsMax: number
}

/** A child said something that cannot be true; the message is for the failure's detail. */
export class MessageRefused extends Error {
  override readonly name = 'MessageRefused'
}

/**
 * Reads a child's JSON frame, believing nothing: unknown types, fields of the wrong kind and numbers
 * out of bounds throw `MessageRefused`, and fields that no message has are left out.
 */
export function readMessage(text: string, expected: Expectation): ChildMessage {
  const given = parse(text)
  const t = given.t
  if (t === 'ready') return { t }
  const counters = countersOf(given, expected)
  if (t === 'failed') return { t, failure: failureOf(given.failure), ...counters }
  const residentMb = numberIn(given, 'residentMb', [0, RESIDENT_MB_MAX])
  if (t === 'progress') return { t, residentMb, ...counters }
  if (t === 'signals') {
    const instants = wholeIn(given, 'instants', [1, Number.MAX_SAFE_INTEGER])
    const warmupBars = warmupOf(given.warmupBars, expected.plugins)
    const signalBytes = signalBytesOf(given, expected)
    return { t, residentMb, ...counters, warmupBars, instants, signalBytes }
  }
  if (t !== 'result') throw new MessageRefused('a message of unknown type')
  return { t, residentMb, ...counters, ...resultOf(given, expected) }
}

function resultOf(given: Fields, expected: Expectation) {
  const signalBytes = signalBytesOf(given, expected)
  const hash = given.orderListSha256
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) {
    throw new MessageRefused('an order list hash that is none')
  }
  return {
    warmupBars: warmupOf(given.warmupBars, expected.plugins),
    orderListSha256: hash,
    orderCount: wholeIn(given, 'orderCount', [0, Number.MAX_SAFE_INTEGER]),
    fillCount: wholeIn(given, 'fillCount', [0, Number.MAX_SAFE_INTEGER]),
    equity: wholeIn(given, 'equity', [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]),
    engineMs: numberIn(given, 'engineMs', [0, Number.MAX_SAFE_INTEGER]),
    heapUsedMb: numberIn(given, 'heapUsedMb', [0, RESIDENT_MB_MAX]),
    signalBytes,
    textBytes: wholeIn(given, 'textBytes', [2, TEXT_BYTES_MAX]),
  }
}

function signalBytesOf(given: Fields, expected: Expectation): number {
  const signalBytesMax = expected.signalsMax * PACKED_ROW_DOUBLES_MAX * BYTES_PER_DOUBLE
  const signalBytes = wholeIn(given, 'signalBytes', [0, signalBytesMax])
  if (signalBytes % BYTES_PER_DOUBLE !== 0) throw new MessageRefused('half a number of a signal')
  return signalBytes
}

function countersOf(given: Fields, expected: Expectation): Counters {
  const whole = [0, Number.MAX_SAFE_INTEGER] as const
  return {
    calls: wholeIn(given, 'calls', whole),
    bars: wholeIn(given, 'bars', [0, expected.barsMax]),
    atMs: wholeIn(given, 'atMs', [-8.64e15, 8.64e15]),
    call: wholeIn(given, 'call', [0, CALL_MAX]),
    strategy: wholeIn(given, 'strategy', [0, expected.plugins - 1]),
    signals: wholeIn(given, 'signals', whole),
    barsTotal: wholeIn(given, 'barsTotal', [0, expected.barsMax]),
  }
}

function failureOf(given: unknown): ChildFailure {
  if (typeof given !== 'object' || given === null) {
    throw new MessageRefused('a failure without words')
  }
  const fields = given as Fields
  const text = (name: string) => {
    const value = fields[name]
    if (typeof value !== 'string') throw new MessageRefused(`a failure whose ${name} is no text`)
    return value
  }
  const type = fields.type
  if (type === 'out_of_memory' || type === 'too_many_signals') return { type }
  if (type === 'simulation_failed' || type === 'job_refused') {
    return { type, message: text('message') }
  }
  if (type === 'plugin_threw' || type === 'plugin_not_loadable') {
    return { type, message: text('message'), stack: text('stack') }
  }
  throw new MessageRefused('a failure of unknown type')
}

function warmupOf(given: unknown, plugins: number): number[] {
  if (!Array.isArray(given) || given.length !== plugins) {
    throw new MessageRefused('warm-up lengths that do not fit the plugins')
  }
  return given.map((bars: unknown) => {
    if (!Number.isSafeInteger(bars) || (bars as number) < 0 || (bars as number) > WARMUP_BARS_MAX) {
      throw new MessageRefused('a warm-up that is no number of bars')
    }
    return bars as number
  })
}

type Fields = Readonly<Record<string, unknown>>

function parse(text: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new MessageRefused('a frame that is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MessageRefused('a frame that is no message')
  }
  return value as Fields
}

function numberIn(given: Fields, name: string, [min, max]: readonly [number, number]): number {
  const value = given[name]
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw new MessageRefused(`a ${name} out of bounds`)
  }
  return value
}

function wholeIn(given: Fields, name: string, bounds: readonly [number, number]): number {
  const value = numberIn(given, name, bounds)
  if (!Number.isSafeInteger(value)) throw new MessageRefused(`a ${name} that is not whole`)
  return value
}
