import { RUN_HEAD } from '../realm/membrane.js'
import { withWarmup } from '#kernel/simulation/config.js'
import type { BarRange } from '#ports/sandbox.js'
import type { JobMessage } from '../wire/messages.js'
import { send, sendBytes } from './channel.js'
import { SharedCounters } from './counters.js'
import { ivm } from './isolated_vm.js'
import { dieOutOfMemory, failureOf, isMemoryLimit, JobFailed, messageOf } from './job_failed.js'
import { openKernelRealm, openPluginRealm, type KernelRealm, type PluginRealm } from './realms.js'
import { reportResult, residentMb } from './report_result.js'

const PROGRESS_MS = 50
const BYTES_PER_MB = 1_048_576
/** What the simulation's own records may take in the isolate, besides bars and plugins. */
const ENGINE_MB = 128

const BYTES_PER_BAR = 6 * 8
/** Runs of fewer bars end before a rehearsal could pay. */
const REHEARSED_BARS_MIN = 200_000
/** Bars, over all instruments, after which the parent hears what was said. */
const BARS_PER_PART = 100_000
/** Rehearsals of a run, over all strategies. */
const REHEARSALS = 8

/** Reads a range of bars: six columns of float64, one after the other. Throws when it cannot. */
export type ReadBars = (range: BarRange) => SharedArrayBuffer

/** Runs a job to its end and says how it ended; never throws. */
export async function runJob(job: JobMessage, readBars: ReadBars): Promise<void> {
  const counters = new SharedCounters()
  const report = () => send({ t: 'progress', residentMb: residentMb(), ...counters.read() })
  const reporting = setInterval(report, PROGRESS_MS)
  try {
    await simulate(job, counters, (range) => {
      // Reading many files takes its time, in which the timer of the reports cannot run.
      report()
      return read(range, readBars)
    })
  } catch (error) {
    send({ t: 'failed', failure: failureOf(error), ...counters.read() })
  } finally {
    clearInterval(reporting)
    // Whatever is still alive in the isolate ends here.
    process.kill(process.pid, 'SIGKILL')
  }
}

async function simulate(
  job: JobMessage,
  counters: SharedCounters,
  readBars: ReadBars
): Promise<void> {
  const barCount = job.bars.reduce((sum, { fromIndex, toIndex }) => sum + toIndex - fromIndex, 0)
  const barsMb = (barCount * BYTES_PER_BAR) / BYTES_PER_MB
  const isolate = new ivm.Isolate({
    memoryLimit: Math.ceil(job.memoryMb + barsMb + ENGINE_MB),
    onCatastrophicError: () => dieOutOfMemory(counters),
  })
  const kernel = await openKernelRealm(isolate, job.scripts, {
    counters: counters.buffer,
    signalsMax: job.signalsMax,
  })
  const { strategies: slots, rules = [] } = job.config
  const realms: PluginRealm[] = []
  for (const [index, { setup }] of job.plugins.entries()) {
    const form = index < slots.length ? 'numbers' : 'events'
    realms.push(await openPluginRealm(isolate, job.scripts, { seed: setup.seed, form }))
  }
  // The isolate has a thread of its own: it rehearses while this one reads the bars.
  const rehearsal = barCount < REHEARSED_BARS_MIN ? null : rehearse(job, kernel, realms)
  const buffers = job.bars.map(readBars)
  await rehearsal
  for (const buffer of buffers) await kernel.addBuffer(buffer)
  for (const [index, plugin] of job.plugins.entries()) {
    const isStrategy = index < slots.length
    const isRule = !isStrategy && index < slots.length + rules.length
    const realm = realms[index] as PluginRealm
    const add = isStrategy ? 'addGuest' : isRule ? 'addRule' : 'addAgent'
    await kernel.call(add, ...realm.guestParts)
    await loadPlugin(realm, plugin, () => counters.enter('load', index))
    counters.leave()
  }
  const warmupBars: number[] = []
  for (const [index, plugin] of job.plugins.entries()) {
    const bars = (await kernel.call('start', index, JSON.stringify(plugin.setup))) as number
    if (bars < 0) throw await guestFailure(kernel)
    counters.leave()
    warmupBars.push(bars)
  }
  counters.expect(barsShown(job, warmupBars))
  await kernel.call('create', JSON.stringify(withWarmup(job.config, warmupBars)))
  const begun = process.hrtime.bigint()
  const ended = await run(job, kernel, counters, warmupBars)
  const engineMs = Number(process.hrtime.bigint() - begun) / 1e6
  if (ended !== 1) throw await runFailure(kernel, counters, job.signalsMax)
  await reportResult(isolate, kernel, { counters, warmupBars, engineMs })
}

/**
 * Runs the simulation to its end, or to a failure, and sends on the way what the strategies have said, so that
 * the parent can follow. It does not where that would not be all: with reasons, and with rules and agents.
 */
async function run(
  { config }: JobMessage,
  kernel: KernelRealm,
  counters: SharedCounters,
  warmupBars: readonly number[]
): Promise<number> {
  const step = Math.ceil(BARS_PER_PART / config.instruments.length)
  const isAlone = config.strategies.length === warmupBars.length
  let running = kernel.callForBytes('run', step, isAlone)
  for (let instants = step; ; instants += step) {
    const answer = await running
    const [ended, isTold] = new Float64Array(answer.buffer, 0, RUN_HEAD) as unknown as [
      number,
      number,
    ]
    if (ended !== -1) counters.leave()
    if (ended !== 0) return ended
    // The isolate has a thread of its own: it goes on while this one waits for the parent to take the rows.
    running = kernel.callForBytes('run', step, isAlone)
    if (isTold === 0) continue
    const rows = answer.subarray(RUN_HEAD * Float64Array.BYTES_PER_ELEMENT)
    const told = { warmupBars, instants, signalBytes: rows.length }
    send({ t: 'signals', residentMb: residentMb(), ...counters.read(), ...told })
    sendBytes(rows)
  }
}

/** Rehearses with the strategies' realms in turn, before any plugin's code is in one. */
async function rehearse(
  { config, plugins }: JobMessage,
  kernel: KernelRealm,
  realms: readonly PluginRealm[]
): Promise<void> {
  const text = JSON.stringify(config)
  const times = Math.max(1, Math.floor(REHEARSALS / config.strategies.length))
  for (const index of config.strategies.keys()) {
    const parts = await (realms[index] as PluginRealm).rehearsalParts(times)
    await kernel.call('rehearse', text, JSON.stringify(plugins[index]!.setup), ...parts)
  }
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

function read(range: BarRange, readBars: ReadBars): SharedArrayBuffer {
  try {
    return readBars(range)
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
