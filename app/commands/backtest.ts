import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { BacktestRefused, BacktestRequest } from '#engine/backtest/backtest_request.js'
import type { PerformedBacktest } from '#engine/backtest/perform_backtest.js'
import type { PreparedBacktest } from '#engine/backtest/prepare_backtest.js'
import type { ContainerBindings } from '@adonisjs/core/types'

type BacktestRuntime = ContainerBindings['backtest']

/** Exit codes: what was asked for cannot be run, and a strategy that failed. */
const EXIT_REFUSED = 2
const EXIT_FAILED = 1
const EXIT_CANCELLED = 130

/** Runs strategies over stored bars in the sandbox and reports how they did. */
export default class Backtest extends BaseCommand {
  static override commandName = 'backtest'
  static override description =
    'Run one or more strategies over stored bars and report how they did'
  static override options: CommandOptions = { startApp: true, staysAlive: false }
  static override help = [
    'Examples:',
    '  {{ binaryName }} backtest momentum --symbols US.AAPL --benchmark US.SPX',
    '  {{ binaryName }} backtest momentum --symbols US.AAPL --param fast=20 --param slow=50 --report report.html',
    '  {{ binaryName }} backtest momentum --symbols US.SPX --rule trading_hours --agent volatility_bias --agent-param targetVolatility=0.15',
    '  {{ binaryName }} backtest momentum mean_reversion --symbols US.AAPL,US.MSFT --commission futu-us --slippage bps:2',
    'Every option is described in docs/backtest.md.',
  ]

  @args.spread({ description: 'Plugin ids, or folders of plugins' })
  declare plugins: string[]

  @flags.string({ description: 'Symbols, separated by commas: US.AAPL,US.MSFT' })
  declare symbols: string
  @flags.string({ description: 'Timeframe of the bars: 1m 5m 15m 30m 1h 1d 1w (1d)' })
  declare timeframe: string
  @flags.string({ description: 'First session date (all there is)' })
  declare from: string
  @flags.string({ description: 'Last session date (all there is)' })
  declare to: string
  @flags.array({
    description: 'A parameter, name=value; plugin.name=value with several plugins; repeatable',
  })
  declare param: string[]
  @flags.array({ description: 'A risk rule that every order must pass, id or folder; repeatable' })
  declare rule: string[]
  @flags.array({ description: 'A parameter of a risk rule, rule.name=value; repeatable' })
  declare ruleParam: string[]
  @flags.array({ description: 'An agent that may tighten the limits, id or folder; repeatable' })
  declare agent: string[]
  @flags.array({ description: 'A parameter of an agent, agent.name=value; repeatable' })
  declare agentParam: string[]
  @flags.string({ description: 'Starting cash in account currency (100000)' })
  declare cash: string
  @flags.string({ description: 'Account currency (that of the first symbol)' })
  declare currency: string
  @flags.array({
    description: 'What one unit of a foreign currency is worth: HKD=0.128; repeatable',
  })
  declare fx: string[]
  @flags.string({
    description:
      'none, per-order:1, per-share:0.005:1, percent:0.001, tiered:..., futu-us, futu-hk (none)',
  })
  declare commission: string
  @flags.string({ description: 'none, fixed:0.01, bps:5, spread:0.02, volume:0.1:0.025 (none)' })
  declare slippage: string
  @flags.string({
    description: 'Bars from a signal to its first possible fill; 0 = same close (1)',
  })
  declare fillDelay: string
  @flags.string({ description: "Most of a bar's volume that orders may take, 0..1 (unbounded)" })
  declare participation: string
  @flags.string({ description: 'Round order prices to the tick: tick or none (tick)' })
  declare rounding: string
  @flags.string({ description: 'Open positions at the end: keep, close, close-at-open (keep)' })
  declare atEnd: string
  @flags.string({ description: 'JSON file with risk limits' })
  declare limits: string
  @flags.string({ description: 'Multiplier of all limits, 0..1 (1)' })
  declare riskBias: string
  @flags.string({ description: 'Symbol to compare with: US.SPX' })
  declare benchmark: string
  @flags.string({ description: 'Yearly risk-free rate as a fraction: 0.02 (0)' })
  declare riskFree: string
  @flags.string({ description: "Seed of the strategy's random numbers (1)" })
  declare seed: string
  @flags.string({ description: 'Memory of the sandbox in MB (128)' })
  declare memory: string
  @flags.string({ description: 'Longest time of one call into a strategy, in seconds (10)' })
  declare timeout: string
  @flags.boolean({ description: 'Print JSON instead of tables' })
  declare json: boolean
  @flags.string({
    description: 'Write orders, fills, trades, equity and more as CSV into this folder',
  })
  declare csv: string
  @flags.string({ description: 'Write the report as one HTML file' })
  declare report: string
  @flags.boolean({ description: 'Print nothing but failures' })
  declare quiet: boolean

  override async run() {
    const runtime = await this.app.container.make('backtest')
    const request = await this.#request(runtime)
    if (request === null) return
    const { ports, performBacktest, commandText, ProgressLine } = runtime
    const prepared = await runtime.prepareBacktest(request, ports)
    if (!prepared.ok) return this.#refuse(prepared.failure)
    this.#announce(prepared.value)
    const line = new ProgressLine(process.stderr, 'backtest', () => performance.now())
    const cancel = new AbortController()
    const onSignal = () => cancel.abort()
    process.once('SIGINT', onSignal)
    process.once('SIGTERM', onSignal)
    const performed = await performBacktest(prepared.value, ports, {
      command: commandText(request, this.limits ?? null),
      signal: cancel.signal,
      progress: ({ bars, barsTotal }) => {
        if (!this.json && !this.quiet) {
          line.update({ part: bars / Math.max(1, barsTotal), done: bars, unit: 'bars' })
        }
      },
    })
    process.removeListener('SIGINT', onSignal)
    process.removeListener('SIGTERM', onSignal)
    line.clear()
    if (!performed.ok) return this.#refuse(performed.failure)
    await this.#answer(runtime, performed.value)
  }

  async #request({
    readRequest,
    readLimits,
    UNLIMITED,
  }: BacktestRuntime): Promise<BacktestRequest | null> {
    const limits =
      this.limits === undefined ? UNLIMITED : await this.#limitsOf(this.limits, readLimits)
    if (limits === null) return null
    const request = readRequest({
      plugins: this.plugins ?? [],
      symbols: this.symbols,
      timeframe: this.timeframe,
      from: this.from,
      to: this.to,
      parameters: this.param ?? [],
      rules: this.rule ?? [],
      ruleParameters: this.ruleParam ?? [],
      agents: this.agent ?? [],
      agentParameters: this.agentParam ?? [],
      cash: this.cash,
      currency: this.currency,
      fx: this.fx ?? [],
      commission: this.commission,
      slippage: this.slippage,
      fillDelay: this.fillDelay,
      participation: this.participation,
      rounding: this.rounding,
      atEnd: this.atEnd,
      limits,
      riskBias: this.riskBias,
      benchmark: this.benchmark,
      riskFree: this.riskFree,
      seed: this.seed,
      memoryMb: this.memory,
      timeoutSeconds: this.timeout,
    })
    if (request.ok) return request.value
    this.#refuse({ type: 'request_invalid', messages: request.failure })
    return null
  }

  async #limitsOf(path: string, readLimits: BacktestRuntime['readLimits']) {
    const { readFile } = await import('node:fs/promises')
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`
      this.#refuse({ type: 'request_invalid', messages: [`--limits: ${path} ${why}`] })
      return null
    })
    if (text === null) return null
    const limits = readLimits(text, path)
    if (limits.ok) return limits.value
    this.#refuse({ type: 'request_invalid', messages: [`--limits: ${limits.failure}`] })
    return null
  }

  /** Says what will run. */
  #announce({ plugins, rules, agents, bars, benchmark, config }: PreparedBacktest): void {
    if (this.json || this.quiet) return
    for (const { manifest, bundle, contentHash, parameters } of [...plugins, ...rules, ...agents]) {
      const { id, version, kind } = manifest
      const what = kind === 'strategy' ? '' : ` ${kind}`
      const hash = (contentHash ?? bundle.sha256).slice(0, 12)
      const set = Object.entries(parameters).map(([name, value]) => `${name}=${value}`)
      console.log(`${id} ${version}${what} (${hash}) ${set.join(' ')}`)
    }
    const count = bars.reduce((total, one) => total + one.toIndex - one.firstIndex, 0)
    const symbols = config.instruments.map((one) => one.symbol)
    const against = benchmark === null ? '' : ` against ${benchmark.loaded.series.symbol}`
    console.log(
      `${count.toLocaleString('en-US')} bars of ${config.timeframe}, ${symbols.slice(0, 8).join(', ')}${symbols.length > 8 ? ` and ${symbols.length - 8} more` : ''}${against}`
    )
  }

  #refuse({ type, messages }: BacktestRefused): void {
    const isFailure = type === 'strategy_failed' || type === 'forged_result'
    this.exitCode = type === 'cancelled' ? EXIT_CANCELLED : isFailure ? EXIT_FAILED : EXIT_REFUSED
    if (this.json) console.log(JSON.stringify({ ok: false, type, messages }, null, 2))
    else for (const message of messages) console.error(message)
  }

  async #answer(runtime: BacktestRuntime, performed: PerformedBacktest): Promise<void> {
    const { finished, measured, model } = performed
    const written: string[] = []
    if (this.csv !== undefined) {
      written.push(...(await runtime.exportRun(finished, measured, this.csv)))
    }
    if (this.report !== undefined) written.push(await runtime.writeReport(model, this.report))
    if (this.json) {
      console.log(JSON.stringify(runtime.jsonOf(performed), null, 2))
      return
    }
    if (this.quiet) return
    const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined
    process.stdout.write(
      runtime.terminalSummary(model, { colour, width: process.stdout.columns ?? 100 })
    )
    const rate = finished.bars / Math.max(finished.engineMs, 0.001) / 1000
    console.log(
      `${finished.bars.toLocaleString('en-US')} bars in ${finished.engineMs.toFixed(1)} ms in the sandbox (${rate.toFixed(2)} million bars/s), recomputed by the host: ${finished.run.orderListHash.slice(0, 16)}`
    )
    for (const path of written) console.log(`written: ${path}`)
    console.log(`run ${model.runId}: node ace backtest:show ${model.runId}`)
  }
}
