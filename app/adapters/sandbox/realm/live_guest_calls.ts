import { COUNTER } from '../wire/counters.js'
import type { GuestFailure, SharedRun } from './wrapped_guest.js'

const ANSWER_LENGTH_MAX = 262_144
const LINES_MAX = 1_000
const LINE_LENGTH_MAX = 2_000
const STACK_FULL = 'Maximum call stack size exceeded'

/** What a guest answers that has nothing to say, as text and read: most answers of an agent. */
const NOTHING = '{"ok":true,"value":null,"effects":[],"logs":[],"dropped":0}'
const NOTHING_SAID: LiveAnswer = { value: null, effects: [] }

type Call = (text: string) => unknown

/** Functions of a live guest, as they come out of its realm. */
export interface LiveGuestParts {
  readonly start: Call
  readonly handle: Call
}

/** Names of `LiveGuestParts` in the order in which the child passes them. */
export const LIVE_GUEST_PARTS = [
  'start',
  'handle',
] as const satisfies readonly (keyof LiveGuestParts)[]

/** What a live guest answered, its form checked. */
export interface LiveAnswer {
  readonly value: unknown
  readonly effects: readonly Readonly<Record<string, unknown>>[]
}

/**
 * A plugin that is driven by events, called from the kernel's realm: texts go in, and what comes out is
 * believed only as far as its form goes. No call throws; after a failure there is no further answer.
 */
export class LiveGuestCalls {
  readonly #parts: LiveGuestParts
  readonly #plugin: number
  readonly #run: SharedRun
  readonly #lines: string[] = []
  #dropped = 0
  #failureText = ''

  /** `plugin` is its index among all plugins of the run. */
  constructor(parts: LiveGuestParts, plugin: number, run: SharedRun) {
    this.#parts = parts
    this.#plugin = plugin
    this.#run = run
  }

  /** Makes the plugin. `null` when it failed. */
  start(setup: string, call: number): LiveAnswer | null {
    const { start } = this.#parts
    return this.#ask(start, setup, call)
  }

  /** Hands over an event. `null` when it failed. */
  handle(event: string, call: number): LiveAnswer | null {
    const { handle } = this.#parts
    return this.#ask(handle, event, call)
  }

  /** Counts an answer that leaves a row among the run's signals. False, and a failure, beyond the most. */
  count(): boolean {
    const { counters, signalsMax } = this.#run
    const total = (counters[COUNTER.signals] as number) + 1
    counters[COUNTER.signals] = total
    if (total > signalsMax) this.refuse('too many signals, verdicts and biases')
    return total <= signalsMax
  }

  /** Notes a failure that the answer's content is; the first one stays. */
  refuse(message: string): null {
    return this.#fail({ message, stack: '' })
  }

  /** JSON of the first failure, '' before one. */
  failure(): string {
    return this.#failureText
  }

  /** What it logged. */
  logs(): string[] {
    if (this.#dropped === 0) return this.#lines
    return [...this.#lines, `(${this.#dropped} more lines were dropped)`]
  }

  #ask(make: Call, text: string, call: number): LiveAnswer | null {
    const { counters } = this.#run
    if (this.#failureText !== '') return null
    counters[COUNTER.calls] = (counters[COUNTER.calls] as number) + 1
    counters[COUNTER.strategy] = this.#plugin
    counters[COUNTER.call] = call
    let answer: unknown
    try {
      answer = make(text)
    } catch {
      return this.refuse(STACK_FULL)
    }
    const read = this.#read(answer)
    if (read !== null) counters[COUNTER.call] = 0
    return read
  }

  #read(answer: unknown): LiveAnswer | null {
    if (answer === NOTHING) return NOTHING_SAID
    if (typeof answer !== 'string' || answer.length > ANSWER_LENGTH_MAX) {
      return this.refuse('it answered with something that is no text of a bearable size')
    }
    const given = parsed(answer)
    if (!isRecord(given)) return this.refuse('its answer is no JSON object')
    this.#keepLogs(given.logs, given.dropped)
    if (given.ok !== true) {
      return this.#fail({ message: String(given.message), stack: String(given.stack) })
    }
    const { value, effects } = given
    if (!Array.isArray(effects) || !effects.every(isRecord)) {
      return this.refuse('its answer has effects that are none')
    }
    return { value, effects }
  }

  #keepLogs(logs: unknown, dropped: unknown): void {
    if (typeof dropped === 'number') this.#dropped += dropped
    if (!Array.isArray(logs)) return
    for (const line of logs) {
      const text: unknown = isRecord(line) ? line.text : null
      if (this.#lines.length >= LINES_MAX || typeof text !== 'string') this.#dropped++
      else this.#lines.push(text.slice(0, LINE_LENGTH_MAX))
    }
  }

  #fail(told: GuestFailure): null {
    if (this.#failureText !== '') return null
    this.#failureText = JSON.stringify(told)
    this.#run.failure ??= told
    return null
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
