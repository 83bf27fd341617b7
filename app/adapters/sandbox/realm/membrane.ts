/**
 * Stands between the kernel and the guests, in the kernel's realm.
 *
 * Guests live in other realms, where a plugin may have patched every prototype. What the kernel
 * sees are the wrappers made here: they pass numbers, call without `this`, let no thrown value
 * through, and copy signals into memory of the kernel's realm. They also count, so that the parent
 * sees where a run is and whether a call comes back.
 */
import { COUNTER } from '../wire/messages.js'

const RECORD_LENGTH = 24
const SIGNALS_PER_CALL = 256
const REASON_LENGTH_MAX = 200
const FAILURE_LENGTH_MAX = 20_000
const STATE_LENGTH_MAX = 10_240
const LOGS_LENGTH_MAX = 1_000_000
/** Codes of the calls, as in `CALLS`. */
const CALL = { onStart: 2, onBar: 3, onSlice: 4, onFill: 5, onOrder: 6, onPosition: 7, onDenied: 8, onCorporateAction: 9, onStop: 10 }

type Call = (...parts: unknown[]) => unknown

/** Functions of a guest, as they come out of its realm. */
export interface GuestCalls {
  readonly start: Call
  readonly onBar: Call
  /** As `onBar` with its numbers in `inbox`; undefined in a guest that has no inbox. */
  readonly onInboxBar: Call | undefined
  readonly onSlice: Call
  readonly onFill: Call
  readonly onOrder: Call
  readonly onPosition: Call
  readonly onDenied: Call
  readonly onCorporateAction: Call
  readonly onStop: Call
  readonly hasSlice: Call
  readonly text: Call
  readonly failure: Call
  readonly state: Call
  readonly logs: Call
  readonly signals: Float64Array
  readonly inbox: Float64Array | undefined
}

/** Names of `GuestCalls` in the order in which the child passes them. */
export const GUEST_PARTS = [
  'start',
  'onBar',
  'onInboxBar',
  'onSlice',
  'onFill',
  'onOrder',
  'onPosition',
  'onDenied',
  'onCorporateAction',
  'onStop',
  'hasSlice',
  'text',
  'failure',
  'state',
  'logs',
  'signals',
  'inbox',
] as const satisfies readonly (keyof GuestCalls)[]

/** The simulation, as its bundle shows it. */
interface Kernel {
  create(config: string, buffers: SharedArrayBuffer[], guests: unknown[]): unknown
  run(stepsMax: number): number
  failure(): string
  result(): string
  signalRows(): ArrayBuffer
  reasons(): string
  orderList(): string
}

/** What a guest's failure looks like to the child. */
export interface GuestFailure {
  readonly strategy: number
  readonly message: string
  readonly stack: string
}

/** Joins a kernel with its bars and guests; every answer is a number, a text or a fresh buffer. */
export function join(kernel: Kernel, shared: SharedArrayBuffer, signalsMax: number) {
  const counters = new Float64Array(shared)
  const buffers: SharedArrayBuffer[] = []
  const guests: ReturnType<typeof wrap>[] = []
  let failure: GuestFailure | null = null
  const run = { counters, signalsMax, fail: (told: GuestFailure) => void (failure ??= told) }
  return {
    addBuffer(buffer: SharedArrayBuffer): void {
      buffers.push(buffer)
    },
    addGuest(...parts: unknown[]): void {
      const calls: Record<string, unknown> = {}
      GUEST_PARTS.forEach((name, index) => (calls[name] = parts[index]))
      guests.push(wrap(calls as unknown as GuestCalls, guests.length, run))
    },
    /** Starts a guest; its warm-up in bars, or -1. */
    start: (index: number, setup: string): number => guests[index]!.start(setup),
    create: (config: string): void => void kernel.create(config, buffers, guests),
    run: (): number => kernel.run(Number.MAX_SAFE_INTEGER),
    guestFailure: (): string => (failure === null ? '' : JSON.stringify(failure)),
    failure: (): string => String(kernel.failure()),
    result: (): string => String(kernel.result()),
    reasons: (): string => String(kernel.reasons()),
    orderList: (): string => String(kernel.orderList()),
    signalRows: (): ArrayBuffer => kernel.signalRows(),
    logs: (): string => JSON.stringify(guests.map((guest) => linesOf(guest.logs()))),
  }
}

/** What all guests of a run share. */
interface Run {
  readonly counters: Float64Array
  readonly signalsMax: number
  fail(failure: GuestFailure): void
}

/** The wrappers of one guest. After a failure the counters keep the call in which it happened. */
function wrap(guest: GuestCalls, strategy: number, run: Run) {
  const { onBar, onInboxBar, onSlice, onFill, onOrder, onPosition, onDenied, onCorporateAction } = guest
  const { inbox, signals } = guest
  const own = new Float64Array(RECORD_LENGTH * SIGNALS_PER_CALL)
  const counters = run.counters
  let failureText = ''
  let hasSlice: 0 | 1 = 0

  const enter = (call: number): void => {
    counters[COUNTER.calls] = (counters[COUNTER.calls] as number) + 1
    counters[COUNTER.strategy] = strategy
    counters[COUNTER.call] = call
  }
  const refuse = (message: string): number => {
    const told = textOf(guest.failure, FAILURE_LENGTH_MAX)
    const parsed = message === '' ? parseFailure(told) : { message, stack: '' }
    failureText = JSON.stringify(parsed)
    run.fail({ strategy, ...parsed })
    return -1
  }
  /** Takes what a call returned: a count of signals, whose rows are copied, or a failure. */
  const leave = (answer: unknown): number => {
    if (answer === 0 && failureText === '') {
      counters[COUNTER.call] = 0
      return 0
    }
    if (typeof answer !== 'number' || !(answer > 0)) return refuse('')
    const count = answer
    if (count > SIGNALS_PER_CALL || count % 1 !== 0) return refuse(`it made ${count} signals at once`)
    const total = (counters[COUNTER.signals] as number) + count
    counters[COUNTER.signals] = total
    if (total > run.signalsMax) return refuse('it made too many signals')
    for (let at = 0; at < count * RECORD_LENGTH; at++) own[at] = signals[at] as number
    counters[COUNTER.call] = 0
    return count
  }
  const threw = (): number => refuse(OVERFLOW)
  const ask = (call: number, ask: () => unknown): number => {
    enter(call)
    let answer: unknown
    try {
      answer = ask()
    } catch {
      return threw()
    }
    return leave(answer)
  }

  return {
    signals: own,
    start(setup: string): number {
      const { start } = guest
      enter(CALL.onStart)
      let answer: unknown
      try {
        answer = start(setup)
      } catch {
        return threw()
      }
      if (typeof answer !== 'number' || !(answer >= 0)) return refuse('')
      hasSlice = numberOf(guest.hasSlice) === 1 ? 1 : 0
      counters[COUNTER.call] = 0
      return answer
    },
    onBar(instrument: number, startMs: number, endMs: number, open: number, high: number, low: number, close: number, volume: number, cash: number, buyingPower: number, equity: number, exposure: number, warmingUp: number): number {
      counters[COUNTER.bars] = (counters[COUNTER.bars] as number) + 1
      counters[COUNTER.atMs] = endMs
      if (inbox === undefined || onInboxBar === undefined) {
        return ask(CALL.onBar, () => onBar(instrument, startMs, endMs, open, high, low, close, volume, cash, buyingPower, equity, exposure, warmingUp))
      }
      enter(CALL.onBar)
      inbox[0] = startMs
      inbox[1] = endMs
      inbox[2] = open
      inbox[3] = high
      inbox[4] = low
      inbox[5] = close
      inbox[6] = volume
      inbox[7] = cash
      inbox[8] = buyingPower
      inbox[9] = equity
      inbox[10] = exposure
      inbox[11] = warmingUp
      let answer: unknown
      try {
        answer = onInboxBar(instrument)
      } catch {
        return threw()
      }
      return leave(answer)
    },
    onSlice: (endMs: number): number => ask(CALL.onSlice, () => onSlice(endMs)),
    onFill: (...parts: number[]): number => ask(CALL.onFill, () => onFill(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6], parts[7])),
    onOrder: (...parts: number[]): number => ask(CALL.onOrder, () => onOrder(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6], parts[7], parts[8], parts[9], parts[10])),
    onPosition(instrument: number, quantity: number, averageCost: number, realisedPnl: number): void {
      enter(CALL.onPosition)
      try {
        onPosition(instrument, quantity, averageCost, realisedPnl)
        counters[COUNTER.call] = 0
      } catch {
        threw()
      }
    },
    onDenied: (instrument: number, reference: number, code: string, text: string): number =>
      ask(CALL.onDenied, () => onDenied(instrument, reference, code, text)),
    onCorporateAction: (instrument: number, type: number, value: number, exDay: number): number =>
      ask(CALL.onCorporateAction, () => onCorporateAction(instrument, type, value, exDay)),
    onStop: (): number => ask(CALL.onStop, () => guest.onStop()),
    hasSlice: (): number => hasSlice,
    text: (k: number): string => textOf(() => guest.text(k), REASON_LENGTH_MAX),
    failure: (): string => failureText,
    state: (): string => textOf(guest.state, STATE_LENGTH_MAX),
    logs: (): string => textOf(guest.logs, LOGS_LENGTH_MAX),
    now: (): number => counters[COUNTER.atMs] as number,
  }
}

const OVERFLOW = 'Maximum call stack size exceeded'

function numberOf(ask: () => unknown): number {
  try {
    const answer = ask()
    return typeof answer === 'number' ? answer : -1
  } catch {
    return -1
  }
}

function textOf(ask: () => unknown, lengthMax: number): string {
  try {
    const answer = ask()
    return typeof answer === 'string' && answer.length <= lengthMax ? answer : ''
  } catch {
    return ''
  }
}

function parseFailure(text: string): { message: string; stack: string } {
  try {
    const told = JSON.parse(text) as { message?: unknown; stack?: unknown }
    return { message: String(told.message), stack: String(told.stack) }
  } catch {
    return { message: 'it failed without saying why', stack: '' }
  }
}

function linesOf(text: string): string[] {
  try {
    const lines: unknown = JSON.parse(text)
    return Array.isArray(lines) ? lines.map(String) : []
  } catch {
    return []
  }
}
