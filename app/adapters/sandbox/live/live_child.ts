import { err, ok, type Result } from '#kernel/values/result.js'
import type {
  PluginFailure,
  PluginLimits,
  PluginObserver,
  PluginProcess,
  PluginSpec,
} from '#ports/plugin_process.js'
import { plainText } from '../plain_text.js'
import { ResidentMemory } from '../supervisor/resident_memory.js'
import { FrameReader, FrameRefused } from '../wire/frame.js'
import {
  ANSWER_BYTES_MAX,
  encodeLive,
  LIVE,
  LIVE_HEAD_BYTES,
  splitLive,
  type ChildLastWord,
  type LiveBody,
  type LoadOrder,
} from './live_frame.js'
import { SandboxProcess, type ProcessExit, type ProcessStart } from '../sandbox_process.js'
import { LogQuota } from './log_quota.js'
import { proportionalMb } from './proportional_memory.js'
import {
  AnswerRefused,
  readAnswer,
  readLastWord,
  readLogs,
  readText,
  readThrew,
  type AnswerForm,
} from './read_answer.js'
import type { Watchdog, Watched } from './watchdog.js'

/** Longest time of loading and of starting in the isolate, ms each, unless one event may take longer. */
const START_MS = 1_000
/** Longest time from starting the process until it can take a plugin, ms. */
const BOOT_MS = 10_000
/** What the host grants besides twice the time in the isolate, ms. */
const GRACE_MS = 250
/** Resident memory of a child with an empty isolate, MB, with room; twice the heap comes on top. */
const RESIDENT_MB = 150
/** Resident memory of a child with an empty isolate, MB, rounded up. */
const EMPTY_MB = 80
/** Bytes that may wait in the host for one child to read. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024
/** What V8 writes when it gives up for want of memory. */
const OUT_OF_MEMORY = /out of memory|heap limit|Allocation failed|memory limit|is_heap_oom/i

/** The child's own JavaScript needs little; the isolate has its own bound. */
const V8_FLAGS = ['--max-old-space-size=64']

/** How to start the process of a live plugin. */
type LiveStart = Pick<ProcessStart, 'script' | 'readablePaths' | 'prefix'>

interface Call {
  readonly id: number
  settle(answer: Result<string, PluginFailure>): void
}

/**
 * One child and everything said to it and by it.
 *
 * Whatever it says is checked; the first thing that it cannot say honestly ends it. Every promise
 * given out settles: with an answer, or with the reason why the process is gone.
 */
export class LiveChild implements PluginProcess, Watched {
  readonly #process: SandboxProcess
  readonly #watchdog: Watchdog
  readonly #memory: ResidentMemory | null
  readonly #calls: Call[] = []
  #head = 0
  #lastId = 0
  /** Since when it owes what it owes, and how long it may. */
  #since = performance.now()
  #owed: 'ready' | 'start' | 'answers' = 'ready'
  #limits: PluginLimits | null = null
  #observer: PluginObserver | null = null
  #quota: LogQuota | null = null
  #onReady: (failure: PluginFailure | null) => void = () => {}
  #onStarted: (answer: Result<string, PluginFailure>) => void = () => {}
  #failure: PluginFailure | null = null
  #isGone = false
  #isStopping = false
  #isCorked = false
  #lastMb = 0
  #started = ''
  /** `null` once it can take a plugin, else why it cannot. */
  readonly ready: Promise<PluginFailure | null>
  /** Settles when the process is gone. */
  readonly gone: Promise<void>

  constructor(start: LiveStart, watchdog: Watchdog) {
    this.#watchdog = watchdog
    this.ready = new Promise((resolve) => (this.#onReady = resolve))
    this.#process = new SandboxProcess({ ...start, v8Flags: V8_FLAGS, isDetached: true })
    const { pid } = this.#process
    this.#memory = pid === undefined ? null : new ResidentMemory(pid)
    const reader = new FrameReader({
      jsonBytesMax: 0,
      rawBytesMax: () => LIVE_HEAD_BYTES + this.#answerBytesMax,
    })
    this.#process.output.on('data', (piece: Buffer) => this.#hear(reader, piece))
    this.gone = this.#process.exited.then((exit) => this.#end(exit))
    watchdog.add(this)
  }

  get pid(): number {
    return this.#process.pid ?? -1
  }

  get started(): string {
    return this.#started
  }

  get isWorking(): boolean {
    if (this.#owed === 'answers') return this.#head < this.#calls.length || this.#isStopping
    // One that waits for a plugin owes nothing.
    return this.#owed === 'ready' || this.#limits !== null || this.#isStopping
  }

  /** Whether it has ended or is about to. */
  get isDoomed(): boolean {
    return this.#isGone || this.#failure !== null || this.#isStopping
  }

  /** Loads and starts a plugin; the answer of its start. To be called once, after `ready`. */
  load(spec: PluginSpec, on: PluginObserver): Promise<Result<string, PluginFailure>> {
    const { limits } = spec
    this.#limits = limits
    this.#observer = on
    this.#quota = new LogQuota(limits.logPerMin, performance.now())
    return new Promise((resolve) => {
      this.#onStarted = resolve
      if (this.#isGone) return resolve(err(this.#failure ?? { type: 'stopped' }))
      this.#owe('start')
      const order: LoadOrder = {
        id: spec.id,
        setup: spec.setup,
        seed: seedOf(spec.setup),
        memoryMb: limits.memoryMb,
        timeoutMs: limits.timeoutMs,
        startTimeoutMs: this.#startTimeoutMs,
        answerBytesMax: this.#answerBytesMax,
      }
      const { input } = this.#process
      input.write(encodeLive(LIVE.load, 0, JSON.stringify(order)))
      if (spec.sourceMap !== null) input.write(encodeLive(LIVE.map, 0, spec.sourceMap))
      input.write(encodeLive(LIVE.code, 0, spec.code))
    })
  }

  ask(event: string): Promise<Result<string, PluginFailure>> {
    const limits = this.#limits as PluginLimits
    if (this.isDoomed) return Promise.resolve(err(this.#failure ?? { type: 'stopped' }))
    const waiting = this.#calls.length - this.#head
    const bytes = Buffer.byteLength(event, 'utf8')
    if (bytes > limits.textBytesMax) {
      const { textBytesMax: bytesMax } = limits
      return Promise.resolve(err({ type: 'text_too_large', bytes, bytesMax }))
    }
    const { input } = this.#process
    if (waiting >= limits.queueMax || input.writableLength + bytes > WAITING_BYTES_MAX) {
      return Promise.resolve(err({ type: 'queue_full', queueMax: limits.queueMax }))
    }
    if (waiting === 0) this.#since = performance.now()
    this.#watchdog.touch()
    // Events of one turn leave in one write.
    if (!this.#isCorked) {
      this.#isCorked = true
      input.cork()
      process.nextTick(() => {
        this.#isCorked = false
        input.uncork()
      })
    }
    const id = (this.#lastId = (this.#lastId + 1) >>> 0)
    input.write(encodeLive(LIVE.event, id, event))
    return new Promise((settle) => this.#calls.push({ id, settle }))
  }

  async stop(): Promise<void> {
    if (!this.isDoomed) {
      this.#isStopping = true
      this.#since = performance.now()
      this.#watchdog.touch()
      // It reads to the end of the pipe and is gone.
      this.#process.input.end()
    }
    await this.gone
  }

  residentMb(): number | null {
    return this.#isGone ? null : (this.#memory?.readMb() ?? null)
  }

  memory(): { readonly residentMb: number; readonly proportionalMb: number | null } | null {
    const residentMb = this.residentMb()
    return residentMb === null ? null : { residentMb, proportionalMb: proportionalMb(this.pid) }
  }

  /** Kills it for a reason; the first reason stands. */
  kill(failure: PluginFailure): void {
    if (this.#isGone || this.#failure !== null) return
    this.#failure = failure
    this.#process.discard()
  }

  look(nowMs: number, lateMs: number): void {
    // What it said while this process was held up has not been read yet: the time was not its own.
    this.#since += lateMs
    if (this.#isGone || this.#failure !== null) return
    this.#checkMemory()
    if (!this.isWorking || nowMs - this.#since <= this.#deadlineMs) return
    if (this.#isStopping) return this.#process.discard()
    const timeoutMs = this.#owed === 'answers' ? this.#limits!.timeoutMs : this.#startTimeoutMs
    if (this.#owed !== 'ready') {
      const limitMb = this.#limits!.memoryMb
      // A heap that is full keeps V8 busy collecting: the deadline is only how that ends.
      if (this.#lastMb <= EMPTY_MB + limitMb) this.kill({ type: 'timed_out', timeoutMs })
      else this.kill({ type: 'out_of_memory', limitMb })
      return
    }
    this.kill({ type: 'died', detail: `it was not ready within ${BOOT_MS / 1_000} s` })
  }

  #checkMemory(): void {
    this.#lastMb = this.#memory?.readMb() ?? 0
    const limitMb = RESIDENT_MB + 2 * (this.#limits?.memoryMb ?? 0)
    if (this.#lastMb > limitMb) this.kill({ type: 'out_of_memory', limitMb })
  }

  #hear(reader: FrameReader, piece: Buffer): void {
    if (this.#isGone || this.#failure !== null) return
    try {
      reader.push(piece, (frame) => {
        const body = frame.kind === 'bytes' ? splitLive(frame.bytes) : null
        if (body === null) throw new AnswerRefused('a frame that is none')
        if (this.#failure !== null) throw new AnswerRefused('words after the last')
        this.#take(body)
      })
    } catch (error) {
      if (!(error instanceof FrameRefused) && !(error instanceof AnswerRefused)) throw error
      this.kill({ type: 'protocol_violation', detail: error.message })
    }
  }

  #take({ kind, call, text }: LiveBody): void {
    if (kind === LIVE.failed) return this.kill(this.#failureOf(readLastWord(readText(text))))
    if (this.#owed === 'ready') {
      if (kind !== LIVE.ready) throw new AnswerRefused('words before it was ready')
      this.#owe('start')
      this.#onReady(null)
      return
    }
    if (this.#owed === 'start') return this.#takeStart(kind, text)
    const asked = this.#calls[this.#head]
    if (asked === undefined) throw new AnswerRefused('an answer that nobody asked for')
    if (call !== asked.id) throw new AnswerRefused(`an answer to call ${call}, not ${asked.id}`)
    const answer = this.#read(kind, LIVE.answer, text)
    this.#head++
    if (this.#head > 1_024) (this.#calls.splice(0, this.#head), (this.#head = 0))
    this.#since = performance.now()
    asked.settle(answer)
  }

  #takeStart(kind: number, text: Buffer): void {
    if (this.#limits === null) throw new AnswerRefused('words before it was given a plugin')
    const answer = this.#read(kind, LIVE.started, text)
    this.#owe('answers')
    if (!answer.ok) return this.kill(answer.failure)
    this.#started = answer.value
    this.#onStarted(answer)
  }

  /** An answer of the kind that is due, or what the plugin threw in its place. */
  #read(kind: number, due: number, bytes: Buffer): Result<string, PluginFailure> {
    const text = readText(bytes)
    if (kind === due) {
      this.#log(readAnswer(text))
      return ok(text)
    }
    if (kind !== LIVE.threw) throw new AnswerRefused(`a frame of kind ${kind} out of turn`)
    const threw = readThrew(text)
    this.#log(threw)
    const { message, stack, location } = threw
    return err({ type: 'threw', message, stack, location })
  }

  #log({ logs, dropped }: AnswerForm): void {
    if (logs.length === 0 && dropped === 0) return
    const passed = (this.#quota as LogQuota).take(logs.length, performance.now())
    const lines = readLogs(logs.slice(0, passed))
    this.#observer?.logged?.(lines, dropped + logs.length - passed)
  }

  #failureOf({ type, message, location }: ChildLastWord): PluginFailure {
    const limits = this.#limits
    if (limits === null) return { type: 'died', detail: `it could not begin: ${message}` }
    switch (type) {
      case 'timed_out': {
        const isEvent = this.#owed === 'answers'
        return { type, timeoutMs: isEvent ? limits.timeoutMs : this.#startTimeoutMs }
      }
      case 'out_of_memory':
        return { type, limitMb: limits.memoryMb }
      case 'not_loadable':
        return { type, message, location }
      case 'too_large':
        return { type: 'text_too_large', bytes: Number(message), bytesMax: this.#answerBytesMax }
      case 'broken':
        return { type: 'died', detail: message }
    }
  }

  #owe(owed: 'start' | 'answers'): void {
    this.#owed = owed
    this.#since = performance.now()
    this.#watchdog.touch()
  }

  get #answerBytesMax(): number {
    return Math.min(this.#limits?.textBytesMax ?? ANSWER_BYTES_MAX, ANSWER_BYTES_MAX)
  }

  get #startTimeoutMs(): number {
    return Math.max(this.#limits?.timeoutMs ?? 0, START_MS)
  }

  get #deadlineMs(): number {
    if (this.#owed === 'ready') return BOOT_MS
    // A start is two calls: loading and starting. One that was given no plugin yet owes nothing.
    if (this.#owed === 'start') {
      return this.#limits === null ? Infinity : 4 * this.#startTimeoutMs + GRACE_MS
    }
    return 2 * this.#limits!.timeoutMs + GRACE_MS
  }

  #end(exit: ProcessExit): void {
    this.#isGone = true
    this.#watchdog.remove(this)
    const failure = this.#failure ?? (this.#isStopping ? null : this.#failureOfDeath(exit))
    this.#failure = failure
    const told: PluginFailure = failure ?? { type: 'stopped' }
    this.#onReady(told)
    this.#onStarted(err(told))
    for (const call of this.#calls.splice(this.#head)) call.settle(err(told))
    this.#head = 0
    this.#observer?.exited({ failure, code: exit.code, signal: exit.signal })
  }

  /** What the end of a process means that was not killed and said no last word. */
  #failureOfDeath(exit: ProcessExit): PluginFailure {
    const memoryMb = this.#limits?.memoryMb
    if (memoryMb !== undefined && OUT_OF_MEMORY.test(exit.stderr)) {
      return { type: 'out_of_memory', limitMb: memoryMb }
    }
    const how = exit.signal === null ? `with code ${exit.code}` : `by signal ${exit.signal}`
    const words = exit.stderr === '' ? '' : `: ${plainText(exit.stderr, 500)}`
    return { type: 'died', detail: `it ended ${how}${words}` }
  }
}

/** Seed of `Math.random` in the plugin's realm: the setup's, 0 without one. */
function seedOf(setup: string): number {
  const { seed } = JSON.parse(setup) as { seed?: unknown }
  return Number.isSafeInteger(seed) ? (seed as number) : 0
}
