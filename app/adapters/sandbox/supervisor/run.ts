import { realpathSync } from 'node:fs'
import type {
  BacktestJob,
  BacktestObserver,
  SandboxCode,
  SandboxFailure,
  SandboxResult,
} from '#ports/sandbox.js'
import { encodeJson } from '../wire/frame.js'
import { callOf } from '../wire/counters.js'
import type { JobMessage } from '../wire/messages.js'
import { SandboxProcess } from '../sandbox_process.js'
import { Conversation } from './conversation.js'
import { failureOfDeath, failureOfWord } from './outcome.js'
import { ResidentMemory } from './resident_memory.js'

/** How often deadline and memory are looked at, in ms. */
const WATCH_MS = 50
/** A gap between two looks that can only come from this process having been held up, in ms. */
const HELD_UP_MS = 500
/** Longest silence of a child, besides the time that a call may take, in ms. */
const SILENCE_MS = 2_000
/** Heap of the child's own JavaScript (not of the isolate), and each half of its young generation, in MB. */
const CHILD_HEAP_MB = 256
const NURSERY_MB = 16
/**
 * Calls after which V8 gives a function its best machine code, instead of 3,000, and how much it may put into one
 * function, instead of 920 bytes of bytecode. A rehearsal calls what it needs some five thousand times: with
 * the usual bounds most of the way of an order is compiled in the run itself, which then takes 201 instead of 177 ms
 * of processor time for a million bars and 39,000 orders.
 */
const CALLS_TO_OPTIMISE = 800
const INLINED_BYTES_MAX = 1_800
const V8_FLAGS = [
  `--max-old-space-size=${CHILD_HEAP_MB}`,
  // A run makes many short-lived objects: a larger nursery is emptied less often.
  `--min-semi-space-size=${NURSERY_MB}`,
  `--max-semi-space-size=${NURSERY_MB}`,
  `--invocation-count-for-turbofan=${CALLS_TO_OPTIMISE}`,
  `--max-inlined-bytecode-size-cumulative=${INLINED_BYTES_MAX}`,
]

/**
 * Starts a child for the job, watches it and brings back its result or the reason why there is none.
 *
 * When this settles the process is gone: it was killed and waited for.
 */
export async function superviseRun(
  code: SandboxCode,
  job: BacktestJob,
  on: BacktestObserver
): Promise<SandboxResult | SandboxFailure> {
  const talk = new Conversation(
    {
      plugins: job.plugins.length,
      barsMax: barsMaxOf(job),
      signalsMax: job.limits.signalsMax,
    },
    {
      progress: (progress) => tell(() => on.progress(progress)),
      signals: (part) => tell(() => on.signals?.(part)),
    }
  )
  // The permission model of the child judges paths with their links resolved.
  const script = realPath(code.childPath)
  const bars = job.bars.map((range) => ({ ...range, path: realPath(range.path) }))
  const child = new SandboxProcess({
    script,
    readablePaths: [...code.readablePaths, ...bars.map((range) => range.path)],
    prefix: [],
    v8Flags: V8_FLAGS,
    isDetached: false,
  })
  let broken: { readonly error: unknown } | null = null
  /** A listener that throws ends the run; its error comes out of this function. */
  const tell = (say: () => void) => {
    try {
      say()
    } catch (error) {
      broken ??= { error }
      child.kill()
    }
  }
  const verdict = watch(child, talk, job, on.signal)
  child.input.write(encodeJson(jobMessage(code, { ...job, bars })))
  const exit = await child.exited
  verdict.stop()
  if (broken !== null) throw (broken as { error: unknown }).error
  if (verdict.failure !== null) return verdict.failure
  const word = talk.lastWord
  if (word === null) return failureOfDeath(exit, talk, job)
  if (word.type !== 'result') return failureOfWord(word, talk, job)
  const { atMs, bar, barsTotal } = talk.moment
  on.progress({ bars: bar, barsTotal, atMs })
  return {
    warmupBars: word.warmupBars,
    claimed: {
      orderListSha256: word.orderListSha256,
      orderCount: word.orderCount,
      fillCount: word.fillCount,
      equity: word.equity,
    },
    signalRows: word.rows,
    reasons: word.reasons,
    logs: word.logs,
    engineMs: word.engineMs,
    bars: talk.counters.bars,
    peakResidentMb: Math.round(Math.max(verdict.peakResidentMb, talk.residentMb)),
    heapUsedMb: word.heapUsedMb,
  }
}

interface Verdict {
  /** Why the child was killed; `null` when it was not, or not for a fault. */
  failure: SandboxFailure | null
  peakResidentMb: number
  stop(): void
}

/** Kills the child at its last word, at the first violation, at a deadline, for memory, or on request. */
function watch(
  child: SandboxProcess,
  talk: Conversation,
  job: BacktestJob,
  signal: AbortSignal | undefined
): Verdict {
  const { limits } = job
  const memory = child.pid === undefined ? null : new ResidentMemory(child.pid)
  const begunAt = performance.now()
  let heardAt = begunAt
  let movedAt = begunAt
  let lookedAt = begunAt
  let seenCalls = -1
  let seenCall = -1
  const end = (failure: SandboxFailure | null) => {
    if (verdict.failure === null && talk.lastWord === null) verdict.failure = failure
    child.kill()
  }
  const look = () => {
    const now = performance.now()
    const gap = now - lookedAt
    lookedAt = now
    if (gap > HELD_UP_MS) {
      // What the child said meanwhile has not been read yet: the time was ours, not the child's.
      heardAt += gap
      movedAt += gap
    }
    const resident = memory?.readMb() ?? talk.residentMb
    verdict.peakResidentMb = Math.max(verdict.peakResidentMb, resident)
    const { calls, call, strategy } = talk.counters
    const plugin = job.plugins[strategy]?.id ?? ''
    const where = callOf(call)
    if (resident > limits.residentMbMax) {
      return end({
        type: 'out_of_memory',
        plugin,
        where,
        limitMb: limits.residentMbMax,
        ...talk.moment,
      })
    }
    if (calls !== seenCalls || call !== seenCall) movedAt = now
    seenCalls = calls
    seenCall = call
    if (where !== null && now - movedAt > limits.sliceTimeoutMs) {
      return end({
        type: 'plugin_timed_out',
        plugin,
        where,
        timeoutMs: limits.sliceTimeoutMs,
        ...talk.moment,
      })
    }
    if (limits.totalTimeoutMs !== null && now - begunAt > limits.totalTimeoutMs) {
      return end({ type: 'run_timed_out', timeoutMs: limits.totalTimeoutMs, ...talk.moment })
    }
    if (now - heardAt > limits.sliceTimeoutMs + SILENCE_MS) {
      end({ type: 'child_died', detail: 'it fell silent and was killed' })
    }
  }
  const abort = () => end({ type: 'cancelled' })
  const timer = setInterval(look, WATCH_MS)
  signal?.addEventListener('abort', abort, { once: true })
  child.output.on('data', (piece: Buffer) => {
    heardAt = performance.now()
    talk.hear(piece)
    if (talk.lastWord !== null) child.kill()
  })
  const verdict: Verdict = {
    failure: null,
    peakResidentMb: 0,
    stop() {
      clearInterval(timer)
      signal?.removeEventListener('abort', abort)
    },
  }
  look()
  return verdict
}

/** A path with its links resolved, or as it is when it leads nowhere: the child will say so. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function jobMessage(code: SandboxCode, job: BacktestJob): JobMessage {
  return {
    config: job.config,
    bars: job.bars,
    plugins: job.plugins.map(({ id, code: script, setup }) => ({ id, code: script, setup })),
    memoryMb: job.limits.memoryMb,
    signalsMax: job.limits.signalsMax,
    scripts: code.scripts,
  }
}

/** Most bars that all strategies together can be shown. */
function barsMaxOf({ config, bars }: BacktestJob): number {
  let sum = 0
  for (const { instruments } of config.strategies) {
    for (const instrument of instruments) {
      const range = bars[instrument]
      if (range !== undefined) sum += range.toIndex - range.fromIndex
    }
  }
  return sum
}
