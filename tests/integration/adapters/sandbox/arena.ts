import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EsbuildPluginBundler } from '#adapters/bundle/bundle_plugin.js'
import { bundleSandboxCode } from '#adapters/bundle/sandbox_code.js'
import { encodeHeader } from '#adapters/market_data/history/column_file.js'
import { failureText } from '#adapters/sandbox/failure_text.js'
import { IsolateSandbox } from '#adapters/sandbox/isolate_sandbox.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { UNLIMITED } from '#kernel/risk/limits.js'
import {
  defaultLimits,
  type BacktestJob,
  type SandboxCode,
  type SandboxFailure,
  type SandboxLimits,
  type SandboxResult,
} from '#ports/sandbox.js'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const MINUTE_MS = 60_000
const FIRST_MS = Date.UTC(2014, 2, 3, 14, 30)

/** A price that stands in every bar after the first half of a series and nowhere else. */
export const MAGIC_PRICE = 424242.5

/** What came of a run, and how the host fared meanwhile. */
export interface Outcome {
  readonly result: SandboxResult | null
  readonly failure: SandboxFailure | null
  /** The sentence for the user, '' when the run succeeded. */
  readonly sentence: string
  /** Longest time that the host's event loop was held up by its own work, in ms. */
  readonly stallMs: number
  /** Children of this process that still run the sandbox's script. */
  readonly childrenLeft: number
  readonly elapsedMs: number
}

/** What a run of the arena may be given. */
export interface ArenaOptions {
  readonly bars?: number
  readonly limits?: Partial<SandboxLimits>
  readonly signal?: AbortSignal
  /** Other trusted code, such as a kernel that was tampered with or a child that lies. */
  readonly code?: SandboxCode
  readonly seed?: number
  /** Risk rules (`rule1`, ...) and agents (`agent1`, ...) beside the strategies: texts of their `src/index.ts`. */
  readonly rules?: readonly string[]
  readonly agents?: readonly string[]
  /** Further files of the plugin's folder. */
  readonly extra?: Readonly<Record<string, string>>
}

interface Bundle {
  readonly code: string
  readonly sha256: string
  readonly sourceMapPath: string | null
}

/** A place where strategies written as text are bundled and run in the real sandbox. */
export class Arena {
  readonly folder = mkdtempSync(join(tmpdir(), 'aq-arena-'))
  readonly bundler = new EsbuildPluginBundler({
    root: ROOT,
    cacheFolder: join(this.folder, 'cache'),
  })
  #code: Promise<SandboxCode> | null = null
  #plugins = 0
  #lastJob: BacktestJob | null = null

  /** The platform's own code, bundled once. */
  code(): Promise<SandboxCode> {
    this.#code ??= bundleSandboxCode({
      root: ROOT,
      cacheFolder: join(ROOT, 'storage/cache/bundles'),
    })
    return this.#code
  }

  /** Runs the statements of `body` in `onBar(bar, context)` of a strategy. */
  runBody(body: string, options: ArenaOptions = {}): Promise<Outcome> {
    return this.run(strategySource(body), options)
  }

  /** Bundles and runs a strategy given as the text of its `src/index.ts`. */
  run(source: string, options: ArenaOptions = {}): Promise<Outcome> {
    return this.runTogether([source], options)
  }

  /** Runs several strategies in one account; the first is called `hostile`, the others `neighbour`. */
  async runTogether(sources: readonly string[], options: ArenaOptions = {}): Promise<Outcome> {
    const { rules = [], agents = [] } = options
    const all = [...sources, ...rules, ...agents]
    return this.#start(
      await Promise.all(all.map((source) => this.#bundle(source, options))),
      options
    )
  }

  async #bundle(source: string, options: ArenaOptions): Promise<Bundle> {
    const folder = this.writePlugin({ ...options.extra, 'src/index.ts': source })
    const bundle = await this.bundler.bundlePlugin(folder)
    if (!bundle.ok) throw new Error(`the fixture cannot be bundled: ${bundle.failure.message}`)
    return bundle.value
  }

  /** Runs a script as it stands, which no bundler has seen; it must declare `__plugin`. */
  runScript(code: string, options: ArenaOptions = {}): Promise<Outcome> {
    const sha256 = createHash('sha256').update(code).digest('hex')
    return this.#start([{ code, sha256, sourceMapPath: null }], options)
  }

  async #start(bundles: readonly Bundle[], options: ArenaOptions): Promise<Outcome> {
    const job = this.#job(bundles, options)
    this.#lastJob = job
    const code = options.code ?? (await this.code())
    const stalls = new StallWatch()
    const begunAt = performance.now()
    const outcome = await new IsolateSandbox(code).runBacktest(job, {
      progress() {},
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
    const elapsedMs = performance.now() - begunAt
    return {
      result: outcome.ok ? outcome.value : null,
      failure: outcome.ok ? null : outcome.failure,
      sentence: outcome.ok ? '' : failureText(outcome.failure),
      stallMs: stalls.stop(),
      childrenLeft: childrenRunning(code.childPath),
      elapsedMs,
    }
  }

  /** The job of the last run. */
  lastJob(): BacktestJob {
    return this.#lastJob as BacktestJob
  }

  /** Writes a plugin folder and returns its path. */
  writePlugin(files: Readonly<Record<string, string>>): string {
    const folder = join(this.folder, `plugin-${this.#plugins++}`)
    const all = { 'aq-plugin.json': '{"id":"hostile","kind":"strategy"}', ...files }
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(join(folder, name, '..'), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    return folder
  }

  /** Removes everything the arena wrote. */
  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  #job(bundles: readonly Bundle[], options: ArenaOptions): BacktestJob {
    const count = options.bars ?? 400
    const path = join(this.folder, `bars-${count}.bin`)
    writeBars(path, count)
    const rules = (options.rules ?? []).map((_, r) => `rule${r + 1}`)
    const agents = (options.agents ?? []).map((_, a) => `agent${a + 1}`)
    const counsel = [...rules, ...agents]
    const strategies = bundles
      .slice(0, bundles.length - counsel.length)
      .map((_, index) => (index === 0 ? 'hostile' : 'neighbour'))
    const ids = [...strategies, ...counsel]
    const kindOf = (id: string) =>
      rules.includes(id) ? 'risk-rule' : agents.includes(id) ? 'agent' : 'strategy'
    const seed = options.seed ?? 7
    return {
      config: {
        ...configOf(count, seed, strategies),
        rules: rules.map((id) => ({ id })),
        agents: agents.map((id) => ({ id })),
      },
      bars: [{ path, fromIndex: 0, toIndex: count }],
      plugins: bundles.map(({ code, sha256, sourceMapPath }, index) => {
        const id = ids[index] as string
        return { id, code, sha256, sourceMapPath, setup: setupOf(seed, id, kindOf(id)) }
      }),
      limits: {
        ...defaultLimits(count * 48),
        memoryMb: 32,
        residentMbMax: 320,
        sliceTimeoutMs: 1_000,
        ...options.limits,
      },
    }
  }
}

/** The text of a strategy whose `onBar` is `body`; `n` counts its bars from 1. */
export function strategySource(body: string): string {
  return [
    `import { defineStrategy } from '@aq-trading/sdk'`,
    `export default defineStrategy({ id: 'hostile', kind: 'strategy' }, () => {`,
    `  let n = 0`,
    `  return { onBar(bar: any, context: any) { n += 1; ${body} } }`,
    `})`,
  ].join('\n')
}

/** The text of a risk rule whose `assess` is `body`; `n` counts its questions from 1. */
export function ruleSource(body: string): string {
  return [
    `import { approve, defineRiskRule, deny, reduce } from '@aq-trading/sdk'`,
    `export default defineRiskRule({ id: 'rule', kind: 'risk-rule' }, (_, context: any) => {`,
    `  let n = 0`,
    `  return { assess(order: any, account: any): any { n += 1; ${body} } }`,
    `})`,
  ].join('\n')
}

/** The text of an agent whose `onBar` is `body`; `n` counts its bars from 1. */
export function agentSource(body: string): string {
  return [
    `import { defineAgent } from '@aq-trading/sdk'`,
    `export default defineAgent({ id: 'agent', kind: 'agent' }, () => {`,
    `  let n = 0`,
    `  return { onBar(bar: any, context: any) { n += 1; ${body} } }`,
    `})`,
  ].join('\n')
}

/** A series whose second half has `MAGIC_PRICE` for every price, so that no earlier bar shows it. */
function writeBars(path: string, count: number): void {
  const columns = new Float64Array(count * 6)
  for (let i = 0; i < count; i++) {
    const price = i < count / 2 ? 100 + (i % 7) : MAGIC_PRICE
    columns[i] = FIRST_MS + i * MINUTE_MS
    for (let field = 1; field <= 4; field++) columns[field * count + i] = price
    columns[5 * count + i] = 1_000
  }
  const header = encodeHeader({
    count,
    contentHash: '0'.repeat(64),
    timeframe: '1m',
    origin: 'arena',
  })
  writeFileSync(path, Buffer.concat([header, Buffer.from(columns.buffer)]))
}

function configOf(count: number, seed: number, ids: readonly string[]): SimulationConfig {
  return {
    engineVersion: '0.1.0',
    account: 'arena',
    currency: 'USD',
    cash: 1_000_000,
    timeframe: '1m',
    instruments: [
      {
        symbol: 'US.AAPL',
        venue: 'US',
        assetClass: 'equity',
        currency: 'USD',
        tickSize: 0.01,
        lotSize: 1,
        quantityStep: 1,
        multiplier: 1,
        sector: null,
      },
    ],
    bars: [{ count, firstIndex: 0 }],
    actions: [[]],
    fxRates: {},
    strategies: ids.map((id) => ({
      id,
      instruments: [0],
      warmupBars: 0,
      shortAllowed: false,
      leverageMax: 1,
    })),
    fillDelayBars: 1,
    slippage: { type: 'none' },
    commission: { type: 'none' },
    participationMax: null,
    priceRounding: 'tick',
    atEnd: 'keep',
    limits: UNLIMITED,
    riskBias: 1,
    seed,
  }
}

function setupOf(seed: number, id: string, kind: string) {
  const terms = { currency: 'USD', tickSize: 0.01, lotSize: 1, quantityStep: 1, multiplier: 1 }
  return {
    ...(kind === 'strategy'
      ? { strategyId: id }
      : { kind, pluginId: id, environment: 'backtest', atMs: 0, logPerMin: 60 }),
    instruments: [{ symbol: 'US.AAPL', ...terms }],
    timeframe: '1m',
    timeframeMs: MINUTE_MS,
    parameters: {},
    seed,
    account: { currency: 'USD', cash: 1_000_000 },
  }
}

/** Measures how long the event loop was held up by this process itself, not by a busy machine. */
class StallWatch {
  #worstMs = 0
  #lastMs = performance.now()
  #lastCpu = process.cpuUsage()
  readonly #timer = setInterval(() => this.#look(), 10)

  #look(): void {
    const now = performance.now()
    const { user, system } = process.cpuUsage(this.#lastCpu)
    const busyMs = (user + system) / 1_000
    this.#worstMs = Math.max(this.#worstMs, Math.min(now - this.#lastMs, busyMs))
    this.#lastMs = now
    this.#lastCpu = process.cpuUsage()
  }

  stop(): number {
    this.#look()
    clearInterval(this.#timer)
    return this.#worstMs
  }
}

/** Children of this process that run a script; 0 where the system has no /proc to tell. */
export function childrenRunning(script: string): number {
  let count = 0
  for (const name of process.platform === 'linux' ? readdirSync('/proc') : []) {
    if (!/^\d+$/.test(name)) continue
    try {
      const parent = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]
      const isOurs = Number(parent) === process.pid
      if (isOurs && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(script)) count++
    } catch {
      // The process ended while it was looked at.
    }
  }
  return count
}
