import type { Advisor } from '../../../kernel/simulation/advisor.js'
import { isOpen, ORDER_STATES } from '../../../kernel/order/order_state.js'
import { INBOX } from '../../../kernel/simulation/inbox.js'
import { RECORD_LENGTH, SIGNALS_PER_CALL } from '../../../kernel/signal/signal_record.js'
import { CALL, COUNTER } from '../wire/counters.js'

const REASON_LENGTH_MAX = 200
const FAILURE_LENGTH_MAX = 20_000
const LOGS_LENGTH_MAX = 4_000_000
const STACK_FULL = 'Maximum call stack size exceeded'

type Call = (...parts: unknown[]) => unknown

/** Functions and memory of a guest, as they come out of its realm. */
export interface GuestParts {
  readonly start: Call
  readonly onInboxBar: Call
  readonly onSlice: Call
  readonly onFill: Call
  readonly onOrder: Call
  readonly onPosition: Call
  readonly onDenied: Call
  readonly onCorporateAction: Call
  readonly onStop: Call
  readonly hasSlice: Call
  readonly hears: Call
  readonly text: Call
  readonly failure: Call
  readonly logs: Call
  readonly signals: Float64Array
  /** Takes the numbers of a bar: doubles cost less there than as arguments. */
  readonly inbox: Float64Array
}

/** Names of `GuestParts` in the order in which the child passes them. */
export const GUEST_PARTS = [
  'start',
  'onInboxBar',
  'onSlice',
  'onFill',
  'onOrder',
  'onPosition',
  'onDenied',
  'onCorporateAction',
  'onStop',
  'hasSlice',
  'hears',
  'text',
  'failure',
  'logs',
  'signals',
  'inbox',
] as const satisfies readonly (keyof GuestParts)[]

/** What a guest's failure looks like to the child. */
export interface GuestFailure {
  readonly message: string
  readonly stack: string
}

/** What all guests of a run share. */
export interface SharedRun {
  readonly counters: Float64Array
  readonly signalsMax: number
  /** The first failure of a guest. */
  failure: GuestFailure | null
}

/**
 * A guest as the kernel sees it: whatever the realm of the plugin does, these functions return
 * numbers and short texts and never throw.
 *
 * Each call is counted before it is made, with its kind and strategy. After a failure the counters
 * keep the call in which it happened.
 */
export class WrappedGuest implements Advisor {
  readonly signals = new Float64Array(RECORD_LENGTH * SIGNALS_PER_CALL)
  readonly #guest: GuestParts
  readonly #strategy: number
  readonly #run: SharedRun
  readonly #counters: Float64Array
  readonly #onInboxBar: Call
  /** The guest's own array; its realm can reach it only through the runtime, which wrote none of it. */
  readonly inbox: Float64Array
  #failureText = ''
  #hasSlice: 0 | 1 = 0
  /** Whether the strategy itself listens to fills and to orders; its mirror of open orders is kept anyway. */
  #hearsFills = true
  #hearsOrders = true
  /** Open orders that the guest was told of. */
  readonly #told = new Set<number>()

  constructor(guest: GuestParts, strategy: number, run: SharedRun) {
    this.#guest = guest
    this.#strategy = strategy
    this.#run = run
    this.#counters = run.counters
    this.#onInboxBar = guest.onInboxBar
    this.inbox = guest.inbox
  }

  /** Makes the strategy; its warm-up in bars, or -1. */
  start(setup: string): number {
    const { start, hasSlice, hears } = this.#guest
    this.#enter(CALL.onStart)
    try {
      const answer = start(setup)
      if (typeof answer !== 'number' || !(answer >= 0)) return this.#refuse('')
      this.#hasSlice = hasSlice() === 1 ? 1 : 0
      const heard = hears()
      // Whether it hears quotes, 4 more, is nothing to a backtest, which has none.
      const isDeafToFills = heard === 0 || heard === 2 || heard === 4 || heard === 6
      const isDeafToOrders = heard === 0 || heard === 1 || heard === 4 || heard === 5
      this.#hearsFills = !isDeafToFills
      this.#hearsOrders = !isDeafToOrders
      return answer
    } catch {
      return this.#refuse(STACK_FULL)
    }
  }

  onInboxBar(instrument: number): number {
    const counters = this.#counters
    const onInboxBar = this.#onInboxBar
    counters[COUNTER.bars] = (counters[COUNTER.bars] as number) + 1
    counters[COUNTER.atMs] = this.inbox[INBOX.endMs] as number
    this.#enter(CALL.onBar)
    try {
      return this.#leave(onInboxBar(instrument))
    } catch {
      return this.#refuse(STACK_FULL)
    }
  }

  onSlice(endMs: number): number {
    const { onSlice } = this.#guest
    this.#enter(CALL.onSlice)
    try {
      return this.#leave(onSlice(endMs))
    } catch {
      return this.#refuse(STACK_FULL)
    }
  }

  onFill(
    instrument: number,
    reference: number,
    orderSequence: number,
    side: number,
    quantity: number,
    price: number,
    commission: number,
    atMs: number
  ): number {
    if (!this.#hearsFills) return 0
    const { onFill } = this.#guest
    this.#enter(CALL.onFill)
    try {
      return this.#leave(
        onFill(instrument, reference, orderSequence, side, quantity, price, commission, atMs)
      )
    } catch {
      return this.#refuse(STACK_FULL)
    }
  }

  onOrder(
    instrument: number,
    reference: number,
    orderSequence: number,
    state: number,
    side: number,
    orderType: number,
    quantity: number,
    filled: number,
    limitPrice: number,
    stopPrice: number,
    role: number
  ): number {
    if (!this.#hearsOrders && !this.#isNews(orderSequence, state)) return 0
    const { onOrder } = this.#guest
    this.#enter(CALL.onOrder)
    try {
      return this.#leave(
        onOrder(
          instrument,
          reference,
          orderSequence,
          state,
          side,
          orderType,
          quantity,
          filled,
          limitPrice,
          stopPrice,
          role
        )
      )
    } catch {
      return this.#refuse(STACK_FULL)
    }
  }

  onPosition(
    instrument: number,
    quantity: number,
    averageCost: number,
    realisedProfit: number
  ): void {
    const { onPosition } = this.#guest
    this.#enter(CALL.onPosition)
    try {
      onPosition(instrument, quantity, averageCost, realisedProfit)
      this.#counters[COUNTER.call] = 0
    } catch {
      this.#refuse(STACK_FULL)
    }
  }

  onDenied(instrument: number, reference: number, code: string, text: string): number {
    const { onDenied } = this.#guest
    this.#enter(CALL.onDenied)
    try {
      return this.#leave(onDenied(instrument, reference, code, text))
    } catch {
      return this.#refuse(STACK_FULL)
    }
  }

  onCorporateAction(instrument: number, type: number, value: number, exDay: number): number {
    const { onCorporateAction } = this.#guest
    this.#enter(CALL.onCorporateAction)
    try {
      return this.#leave(onCorporateAction(instrument, type, value, exDay))
    } catch {
      return this.#refuse(STACK_FULL)
    }
  }

  onStop(): number {
    const { onStop } = this.#guest
    this.#enter(CALL.onStop)
    try {
      return this.#leave(onStop())
    } catch {
      return this.#refuse(STACK_FULL)
    }
  }

  hasSlice(): number {
    return this.#hasSlice
  }

  text(k: number): string {
    const { text } = this.#guest
    return textOf(() => text(k), REASON_LENGTH_MAX)
  }

  failure(): string {
    return this.#failureText
  }

  /** What the strategy logged, each line as text. */
  logs(): string[] {
    try {
      const { logs } = this.#guest
      const lines: unknown = JSON.parse(textOf(logs, LOGS_LENGTH_MAX))
      return Array.isArray(lines) ? lines.map(String) : []
    } catch {
      return []
    }
  }

  /** Whether an order must be mirrored: it is open, or the guest believes it to be. */
  #isNews(orderSequence: number, state: number): boolean {
    const isOver = !isOpen(ORDER_STATES[state] ?? 'unknown')
    if (isOver) return this.#told.delete(orderSequence)
    this.#told.add(orderSequence)
    return true
  }

  #enter(call: number): void {
    const counters = this.#counters
    counters[COUNTER.calls] = (counters[COUNTER.calls] as number) + 1
    counters[COUNTER.strategy] = this.#strategy
    counters[COUNTER.call] = call
  }

  /** Takes what a call returned: a count of signals, whose rows are copied, or a failure. */
  #leave(answer: unknown): number {
    const counters = this.#counters
    if (answer === 0 && this.#failureText === '') {
      counters[COUNTER.call] = 0
      return 0
    }
    if (typeof answer !== 'number' || !(answer > 0)) return this.#refuse('')
    if (answer > SIGNALS_PER_CALL || answer % 1 !== 0) {
      return this.#refuse(`it made ${answer} signals at once`)
    }
    const total = (counters[COUNTER.signals] as number) + answer
    counters[COUNTER.signals] = total
    if (total > this.#run.signalsMax) return this.#refuse('it made too many signals')
    const from = this.#guest.signals
    const to = this.signals
    for (let at = 0; at < answer * RECORD_LENGTH; at++) to[at] = from[at] as number
    counters[COUNTER.call] = 0
    return answer
  }

  /** Notes the first failure; '' asks the guest what it was. */
  #refuse(message: string): -1 {
    if (this.#failureText !== '') return -1
    const { failure } = this.#guest
    const told =
      message === '' ? parseFailure(textOf(failure, FAILURE_LENGTH_MAX)) : { message, stack: '' }
    this.#failureText = JSON.stringify(told)
    this.#run.failure ??= told
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

function parseFailure(text: string): GuestFailure {
  try {
    const told = JSON.parse(text) as { message?: unknown; stack?: unknown }
    return { message: String(told.message), stack: String(told.stack) }
  } catch {
    return { message: 'it failed without saying why', stack: '' }
  }
}
