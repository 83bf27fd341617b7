import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { bundleLiveSandboxCode } from '#adapters/bundle/sandbox_code.js'
import { EsbuildPluginBundler } from '#adapters/bundle/bundle_plugin.js'
import {
  ChildPluginLauncher,
  type LauncherOptions,
} from '#adapters/sandbox/live/child_plugin_launcher.js'
import type { PluginProcess, PluginSpec } from '#ports/plugin_process.js'
import type { Figure } from './figure.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CHILDREN = 20
const EVENTS = 5_000
const PIPELINED = 40_000
const AT_ONCE = 256
const IDLE_MS = 5_000
const KILLS = 7
/** Time in which a spare gets ready, ms. */
const SPARE_MS = 500
const LIMITS = {
  memoryMb: 32,
  timeoutMs: 1_000,
  logPerMin: 60,
  textBytesMax: 256 * 1024,
  queueMax: 10_000,
}

/** Live plugins: how soon they can answer, how fast, what they cost, how soon one is replaced. */
export async function run(): Promise<Figure[]> {
  const places = { root: ROOT, cacheFolder: join(ROOT, 'storage/cache/bundles') }
  const code = await bundleLiveSandboxCode(places)
  const spec = await specOf(join(ROOT, 'plugins/examples/volatility_bias'), places)
  const open = (options: LauncherOptions) => new ChildPluginLauncher(code, options)
  const cold = open({})
  await cold.walls()
  const children: PluginProcess[] = []
  const ready: number[] = []
  for (let n = 0; n < CHILDREN; n++) {
    ready.push(await timed(async () => void children.push(await start(cold, spec))))
  }
  const shares = children.map((child) => child.memory()?.proportionalMb ?? 0)
  const first = children[0] as PluginProcess
  await answerAll(first, 2_000, 1)
  const single = await answerAll(first, EVENTS, 1)
  const pipelinedMs = await timed(() => answerAll(first, PIPELINED, AT_ONCE))
  const idle = await idleShare(children)
  const replacedCold = await replaced(cold, spec)
  await cold.close()
  const kept = open({ keepsSpare: true })
  const replacedKept = await replaced(kept, spec)
  await kept.close()
  const upper = { isUpperBound: true }
  return [
    {
      name: 'child ready, from nothing, median',
      value: at(ready, 0.5),
      unit: 'ms',
      target: 100,
      ...upper,
    },
    {
      name: `memory of one of ${CHILDREN} children (PSS), largest`,
      value: Math.max(...shares),
      unit: 'MB',
      target: 25,
      ...upper,
    },
    {
      name: 'one event to one answer, median',
      value: at(single, 0.5),
      unit: 'ms',
      target: 0.15,
      ...upper,
    },
    {
      name: 'one event to one answer, 99 of 100 within',
      value: at(single, 0.99),
      unit: 'ms',
      target: 1,
      ...upper,
    },
    {
      name: 'events of one child, pipelined',
      value: (PIPELINED / pipelinedMs) * 1_000,
      unit: '/s',
      target: 20_000,
    },
    {
      name: `${CHILDREN} idle children and their host, of one core`,
      value: idle,
      unit: '%',
      target: 2,
      ...upper,
    },
    {
      name: 'killed to replacement ready, from nothing',
      value: replacedCold,
      unit: 'ms',
      target: 250,
      ...upper,
    },
    {
      name: 'killed to replacement ready, with one spare',
      value: replacedKept,
      unit: 'ms',
      target: 250,
      ...upper,
    },
  ]
}

async function start(launcher: ChildPluginLauncher, spec: PluginSpec): Promise<PluginProcess> {
  const launched = await launcher.launch(spec, { exited() {} })
  if (!launched.ok) throw new Error(JSON.stringify(launched.failure))
  return launched.value
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** Hands over bars, `atOnce` of them waiting at a time; how long each took, ms. */
async function answerAll(child: PluginProcess, count: number, atOnce: number): Promise<number[]> {
  const times: number[] = []
  let given = 0
  const worker = async () => {
    while (given < count) {
      const bar = barAt(given++)
      const begun = performance.now()
      const answer = await child.ask(bar)
      times.push(performance.now() - begun)
      if (!answer.ok) throw new Error(JSON.stringify(answer.failure))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return times
}

function barAt(n: number): string {
  const endMs = 1_700_000_000_000 + n * 60_000
  const close = 100 + (n % 7)
  return JSON.stringify({
    type: 'bar',
    atMs: endMs,
    symbol: 'US.AAPL',
    startMs: endMs - 60_000,
    endMs,
    open: close,
    high: close + 1,
    low: close - 1,
    close,
    volume: 1_000,
    account: { cash: 1_000, buyingPower: 1_000, equity: 1_000, exposure: 0 },
    warmingUp: false,
  })
}

/** Processor time of the children and of this process while nothing happens, in percent of a core. */
async function idleShare(children: readonly PluginProcess[]): Promise<number> {
  // The watch on them slows down a second after the last event.
  await sleep(2_000)
  const ticks = () => children.reduce((sum, { pid }) => sum + ticksOf(pid), 0)
  const before = ticks()
  const own = process.cpuUsage()
  await sleep(IDLE_MS)
  const { user, system } = process.cpuUsage(own)
  return (((ticks() - before) * 10 + (user + system) / 1_000) / IDLE_MS) * 100
}

/** Processor time of a process in hundredths of a second. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}

/** Kills a child and starts its replacement when its end is known; the median of some, ms. */
async function replaced(launcher: ChildPluginLauncher, spec: PluginSpec): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < KILLS; n++) {
    let tell = () => {}
    const gone = new Promise<void>((resolve) => (tell = resolve))
    const launched = await launcher.launch(spec, { exited: () => tell() })
    if (!launched.ok) throw new Error(JSON.stringify(launched.failure))
    await sleep(SPARE_MS)
    let next: PluginProcess | null = null
    times.push(
      await timed(async () => {
        process.kill(launched.value.pid, 'SIGKILL')
        await gone
        next = await start(launcher, spec)
      })
    )
    await (next as PluginProcess | null)?.stop()
  }
  return at(times, 0.5)
}

/** The value below which a share of all lies. */
function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0
}

async function specOf(
  folder: string,
  places: { readonly root: string; readonly cacheFolder: string }
): Promise<PluginSpec> {
  const bundle = await new EsbuildPluginBundler(places).bundlePlugin(folder)
  if (!bundle.ok) throw new Error(bundle.failure.message)
  const code = Buffer.from(bundle.value.code)
  const defaults = Object.entries(
    (
      JSON.parse(readFileSync(join(folder, 'aq-plugin.json'), 'utf8')) as {
        parameters: Record<string, { default: unknown }>
      }
    ).parameters
  ).map(([name, declaration]) => [name, declaration.default])
  return {
    id: 'volatility_bias',
    version: '1.0.0',
    code,
    sha256: createHash('sha256').update(code).digest('hex'),
    sourceMap: null,
    setup: JSON.stringify({
      kind: 'agent',
      pluginId: 'volatility_bias',
      environment: 'paper',
      parameters: Object.fromEntries(defaults) as unknown,
      seed: 1,
      atMs: 1_700_000_000_000,
      logPerMin: LIMITS.logPerMin,
    }),
    limits: LIMITS,
  }
}
