import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import type { BarRange } from '#ports/sandbox.js'
import {
  TEXT_BYTES_MAX,
  type ChildFailure,
  type ChildTexts,
  type JobMessage,
} from '../wire/messages.js'
import { encodeJson } from '../wire/frame.js'
import { send, sendBytes } from './channel.js'
import { SharedCounters } from './counters.js'
import { ivm, type IsolatedVm } from './isolated_vm.js'
import { openKernelRealm, openPluginRealm, type KernelRealm, type PluginRealm } from './realms.js'

const PROGRESS_MS = 50
const BYTES_PER_MB = 1_048_576

/** Reads a range of bars: six columns of float64, one after the other. Throws when it cannot. */
export type ReadBars = (range: BarRange) => SharedArrayBuffer

/** Runs a job to its end and says how it ended; never throws. */
export async function runJob(job: JobMessage, readBars: ReadBars): Promise<void> {
  const counters = new SharedCounters()
  const reporting = setInterval(
    () => send({ t: 'progress', residentMb: residentMb(), ...counters.read() }),
    PROGRESS_MS
  )
  try {
    await simulate(job, counters, readBars)
  } catch (error) {
    send({ t: 'failed', failure: failureOf(error), ...counters.read() })
  } finally {
    clearInterval(reporting)
    // Whatever is still alive in the isolate ends here.
    process.kill(process.pid, 'SIGKILL')
  }
}

/** Ends the job with a failure that is already in the child's words. */
class JobFailed extends Error {
  constructor(readonly failure: ChildFailure) {
    super(failure.type)
  }
}

async function simulate(
  job: JobMessage,
  counters: SharedCounters,
  readBars: ReadBars
): Promise<void> {
  const buffers = readAll(job, readBars)
  const barsMb = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0) / BYTES_PER_MB
  const isolate = new ivm.Isolate({
    memoryLimit: Math.ceil(job.memoryMb + barsMb),
    onCatastrophicError: () => dieOutOfMemory(counters),
  })
  const kernel = await openKernelRealm(isolate, job.scripts, {
    counters: counters.buffer,
    buffers,
    signalsMax: job.signalsMax,
  })
  const realms: PluginRealm[] = []
  for (const [index, plugin] of job.plugins.entries()) {
    const realm = await openPluginRealm(isolate, job.scripts, plugin.setup.seed)
    await kernel.call('addGuest', ...realm.guestParts)
    await loadPlugin(realm, plugin, () => counters.enter('load', index))
    counters.leave()
    realms.push(realm)
  }
  const warmupBars: number[] = []
  for (const [index, plugin] of job.plugins.entries()) {
    const bars = (await kernel.call('start', index, JSON.stringify(plugin.setup))) as number
    if (bars < 0) throw await guestFailure(kernel)
    counters.leave()
    warmupBars.push(bars)
  }
  const strategies = job.config.strategies.map((slot, index) => ({
    ...slot,
    warmupBars: warmupBars[index]!,
  }))
  counters.expect(barsShown(job, warmupBars))
  await kernel.call('create', JSON.stringify({ ...job.config, strategies }))
  const begun = process.hrtime.bigint()
  const ended = (await kernel.call('run')) as number
  const engineMs = Number(process.hrtime.bigint() - begun) / 1e6
  if (ended !== 1) throw await runFailure(kernel, counters, job.signalsMax)
  counters.leave()
  await report(isolate, kernel, { counters, warmupBars, engineMs })
}

/** Bars that all strategies together will be shown, warm-up included. */
function barsShown({ config }: JobMessage, warmupBars: readonly number[]): number {
  let sum = 0
  for (const [index, slot] of config.strategies.entries()) {
    for (const instrument of slot.instruments) {
      const { count, firstIndex } = config.bars[instrument] ?? { count: 0, firstIndex: 0 }
      sum += count - Math.max(0, firstIndex - (warmupBars[index] as number))
    }
  }
  return sum
}

function readAll(job: JobMessage, readBars: ReadBars): SharedArrayBuffer[] {
  try {
    return job.bars.map(readBars)
  } catch (error) {
    throw new JobFailed({ type: 'job_refused', message: messageOf(error) })
  }
}

async function loadPlugin(
  realm: PluginRealm,
  plugin: JobMessage['plugins'][number],
  enter: () => void
): Promise<void> {
  enter()
  let answer: string
  try {
    answer = await realm.load(plugin.code, plugin.id)
  } catch (error) {
    if (isMemoryLimit(error)) throw error
    const stack = error instanceof Error ? String(error.stack) : ''
    throw new JobFailed({ type: 'plugin_not_loadable', message: messageOf(error), stack })
  }
  if (answer === '') return
  const { message, stack } = JSON.parse(answer) as { message: string; stack: string }
  throw new JobFailed({ type: 'plugin_not_loadable', message, stack })
}

async function guestFailure(kernel: KernelRealm): Promise<JobFailed> {
  const text = (await kernel.call('guestFailure')) as string
  const { message, stack } = JSON.parse(text) as { message: string; stack: string }
  return new JobFailed({ type: 'plugin_threw', message, stack })
}

async function runFailure(
  kernel: KernelRealm,
  counters: SharedCounters,
  signalsMax: number
): Promise<JobFailed> {
  if (counters.read().signals > signalsMax) return new JobFailed({ type: 'too_many_signals' })
  if ((await kernel.call('guestFailure')) !== '') return guestFailure(kernel)
  const told = (await kernel.call('failure')) as string
  return new JobFailed({ type: 'simulation_failed', message: told.slice(0, 2_000) })
}

async function report(
  isolate: IsolatedVm.Isolate,
  kernel: KernelRealm,
  run: { counters: SharedCounters; warmupBars: number[]; engineMs: number }
): Promise<void> {
  const rows = await kernel.callForBytes('signalRows')
  const texts: ChildTexts = {
    reasons: JSON.parse((await kernel.call('reasons')) as string) as string[],
    logs: JSON.parse((await kernel.call('logs')) as string) as string[][],
  }
  const textBytes = Buffer.from(JSON.stringify(texts), 'utf8')
  if (textBytes.length > TEXT_BYTES_MAX) {
    const mb = Math.round(textBytes.length / BYTES_PER_MB)
    const message = `reasons and logs take ${mb} MB where ${TEXT_BYTES_MAX / BYTES_PER_MB} MB are kept`
    throw new JobFailed({ type: 'simulation_failed', message })
  }
  const orders = (await kernel.call('orderList')) as string
  const result = JSON.parse((await kernel.call('result')) as string) as {
    orderCount: number
    fillCount: number
    equityMicros: number
  }
  const heap = await isolate.getHeapStatistics()
  send({
    t: 'result',
    residentMb: residentMb(),
    ...run.counters.read(),
    warmupBars: run.warmupBars,
    orderListSha256: createHash('sha256').update(orders).digest('hex'),
    orderCount: result.orderCount,
    fillCount: result.fillCount,
    equity: result.equityMicros,
    engineMs: run.engineMs,
    heapUsedMb: heap.used_heap_size / BYTES_PER_MB,
    signalBytes: rows.length,
    textBytes: textBytes.length,
  })
  sendBytes(rows)
  sendBytes(textBytes)
}

function failureOf(error: unknown): ChildFailure {
  if (error instanceof JobFailed) return error.failure
  if (isMemoryLimit(error)) return { type: 'out_of_memory' }
  return { type: 'simulation_failed', message: messageOf(error) }
}

function isMemoryLimit(error: unknown): boolean {
  return error instanceof Error && error.message.includes('memory limit')
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 2_000)
}

function residentMb(): number {
  return Math.round(process.memoryUsage.rss() / BYTES_PER_MB)
}

/** The isolate is beyond saving; leaving in any gentler way hangs. */
function dieOutOfMemory(counters: SharedCounters): void {
  try {
    writeSync(
      3,
      encodeJson({ t: 'failed', failure: { type: 'out_of_memory' }, ...counters.read() })
    )
  } finally {
    process.kill(process.pid, 'SIGKILL')
  }
}
