import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import { TIMEFRAME_MS } from '#kernel/market/timeframe.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { configFault } from '#kernel/simulation/config_fault.js'
import { ok, type Result } from '#kernel/values/result.js'
import { explainMissing, loadSeries } from '#engine/market_data/load_series.js'
import { declaredBounds } from '#engine/plugin/declared_bounds.js'
import type { ParameterValue, RunningKind } from '#engine/plugin/manifest.js'
import type { MarketDataPorts } from '#ports/market_data.js'
import type { SandboxPlugin } from '#ports/sandbox.js'
import {
  refused,
  type AskedPlugin,
  type BacktestRefused,
  type BacktestRequest,
} from './backtest_request.js'
import { ENGINE_VERSION } from './engine_version.js'
import { preparePlugin, type PluginFindingPorts, type PreparedPlugin } from './prepare_plugin.js'
import { selectBars, type SelectedBars } from './select_bars.js'

/** What preparing a backtest needs of the outside. */
export interface PreparationPorts extends PluginFindingPorts {
  readonly marketData: MarketDataPorts
}

/** A backtest that can run: everything resolved, checked and loaded. */
export interface PreparedBacktest {
  readonly request: BacktestRequest
  /** Its strategies, risk rules and agents. */
  readonly plugins: readonly PreparedPlugin[]
  readonly rules: readonly PreparedPlugin[]
  readonly agents: readonly PreparedPlugin[]
  readonly bars: readonly SelectedBars[]
  readonly benchmark: SelectedBars | null
  readonly config: SimulationConfig
  readonly sandboxPlugins: readonly SandboxPlugin[]
}

/**
 * Finds plugins and bars, checks parameters, bundles the code, and makes the configuration.
 *
 * Installed plugins are held, so that nobody removes them, until `runBacktest` has ended or `releaseAll`
 * is called.
 */
export async function prepareBacktest(
  request: BacktestRequest,
  ports: PreparationPorts
): Promise<Result<PreparedBacktest, BacktestRefused>> {
  const held: PreparedPlugin[] = []
  let prepared: Result<PreparedBacktest, BacktestRefused> | null = null
  try {
    prepared = await prepare(request, { ...ports, held })
    return prepared
  } finally {
    if (prepared === null || !prepared.ok) await releaseAll(held)
  }
}

/** Lets go of installed plugins. */
export async function releaseAll(plugins: readonly PreparedPlugin[]): Promise<void> {
  await Promise.all(plugins.map((one) => one.release()))
}

async function prepare(
  request: BacktestRequest,
  ports: PreparationPorts & Held
): Promise<Result<PreparedBacktest, BacktestRefused>> {
  const strategies = await prepareAll(request.strategies, 'strategy', ports)
  if (!strategies.ok) return strategies
  const rules = await prepareAll(request.rules, 'risk-rule', ports)
  if (!rules.ok) return rules
  const agents = await prepareAll(request.agents, 'agent', ports)
  if (!agents.ok) return agents
  const cast = { plugins: strategies.value, rules: rules.value, agents: agents.value }
  const duplicate = duplicateId(cast)
  if (duplicate !== null) {
    return refused(
      'request_invalid',
      `${duplicate} is named twice; a plugin can run once in a backtest`
    )
  }
  const bars: SelectedBars[] = []
  for (const symbol of request.symbols) {
    const selected = await loadBars(symbol, request, ports.marketData)
    if (!selected.ok) return selected
    bars.push(selected.value)
  }
  const benchmark = await loadBenchmark(request, ports.marketData)
  if (!benchmark.ok) return benchmark
  const config = await configOf(request, cast, bars, ports.marketData)
  if (!config.ok) return config
  const counts = { rules: cast.rules.length, agents: cast.agents.length }
  const fault = configFault(config.value, config.value.bars, cast.plugins.length, counts)
  if (fault !== null) return refused('request_invalid', fault)
  const sandboxPlugins = [...cast.plugins, ...cast.rules, ...cast.agents].map((plugin) =>
    sandboxPlugin(plugin, config.value)
  )
  return ok({
    request,
    ...cast,
    bars,
    benchmark: benchmark.value,
    config: config.value,
    sandboxPlugins,
  })
}

/** Takes note of the plugins that have to be let go of when the preparation fails. */
interface Held {
  readonly held: PreparedPlugin[]
}

/** All plugins of one kind, in the order asked for. */
async function prepareAll(
  asked: readonly AskedPlugin[],
  kind: RunningKind,
  ports: PluginFindingPorts & Held
): Promise<Result<PreparedPlugin[], BacktestRefused>> {
  const plugins: PreparedPlugin[] = []
  for (const one of asked) {
    const prepared = await preparePlugin(one, kind, ports)
    if (!prepared.ok) return prepared
    plugins.push(prepared.value)
    ports.held.push(prepared.value)
  }
  return ok(plugins)
}

async function loadBars(
  symbol: string,
  request: BacktestRequest,
  { store, cache, files }: MarketDataPorts
): Promise<Result<SelectedBars, BacktestRefused>> {
  const loaded = await loadSeries({ store, cache, files }, symbol, request.timeframe)
  if (!loaded.ok) return refused('bars_missing', loaded.failure.message)
  const instrument = await store.findInstrument(symbol)
  if (instrument === null) {
    return refused(
      'bars_missing',
      (await explainMissing({ store }, symbol, request.timeframe)).message
    )
  }
  const selected = selectBars(cache, loaded.value, instrument, request)
  return selected.ok ? selected : refused('bars_missing', selected.failure)
}

/** The benchmark is read in the run's timeframe, or in daily bars where it has only those. */
async function loadBenchmark(
  request: BacktestRequest,
  { store, cache, files }: MarketDataPorts
): Promise<Result<SelectedBars | null, BacktestRefused>> {
  const symbol = request.benchmark
  if (symbol === null) return ok(null)
  let loaded = await loadSeries({ store, cache, files }, symbol, '1d')
  if (!loaded.ok) loaded = await loadSeries({ store, cache, files }, symbol, request.timeframe)
  if (!loaded.ok) return refused('benchmark_unusable', `benchmark: ${loaded.failure.message}`)
  const instrument = await store.findInstrument(symbol)
  if (instrument === null) return refused('benchmark_unusable', `benchmark: ${symbol} is not known`)
  const selected = selectBars(cache, loaded.value, instrument, request)
  return selected.ok ? selected : refused('benchmark_unusable', `benchmark: ${selected.failure}`)
}

async function configOf(
  request: BacktestRequest,
  { plugins, rules, agents }: Cast,
  bars: readonly SelectedBars[],
  { store }: MarketDataPorts
): Promise<Result<SimulationConfig, BacktestRefused>> {
  const instruments = bars.map((one) => one.instrument)
  const currency = request.currency ?? (instruments[0]?.currency as string)
  for (const { symbol, currency: own } of instruments) {
    if (own !== currency && request.fxRates[own] === undefined) {
      const message = `${symbol} trades in ${own}: give what one ${own} is worth with --fx ${own}=RATE (in ${currency})`
      return refused('request_invalid', message)
    }
  }
  const actions: CorporateAction[][] = []
  for (const { symbol } of instruments) {
    actions.push((await store.listActions(symbol)).map((one) => one.action))
  }
  return ok({
    engineVersion: ENGINE_VERSION,
    account: 'backtest',
    currency,
    cash: request.cash,
    timeframe: request.timeframe,
    instruments,
    bars: bars.map((one) => ({
      count: one.toIndex - one.fromIndex,
      firstIndex: one.firstIndex - one.fromIndex,
    })),
    actions,
    fxRates: request.fxRates,
    strategies: plugins.map(({ manifest }) => ({
      id: manifest.id,
      instruments: instruments.map((_, i) => i),
      // The sandbox puts in what the strategy asks for.
      warmupBars: 0,
      ...declaredBounds(manifest.risk),
    })),
    ...(rules.length === 0 ? {} : { rules: rules.map(({ manifest }) => ({ id: manifest.id })) }),
    ...(agents.length === 0 ? {} : { agents: agents.map(({ manifest }) => ({ id: manifest.id })) }),
    fillDelayBars: request.fillDelayBars,
    slippage: request.slippage,
    commission: request.commission,
    participationMax: request.participationMax,
    priceRounding: request.priceRounding,
    atEnd: request.atEnd,
    limits: request.limits,
    riskBias: request.riskBias,
    seed: request.seed,
  })
}

/** The plugins of a run by their place in it. */
type Cast = Pick<PreparedBacktest, 'plugins' | 'rules' | 'agents'>

function duplicateId({ plugins, rules, agents }: Cast): string | null {
  const ids = [...plugins, ...rules, ...agents].map((one) => one.manifest.id)
  return ids.find((id, k) => ids.indexOf(id) !== k) ?? null
}

function sandboxPlugin(plugin: PreparedPlugin, config: SimulationConfig): SandboxPlugin {
  const { id, kind } = plugin.manifest
  return { id, ...plugin.bundle, setup: setupOf({ id, kind }, plugin.parameters, config) }
}

/**
 * What a plugin of a run is started with: a `GuestSetup` of the plugin SDK for a strategy, a `LiveSetup`
 * for rules and agents.
 */
export function setupOf(
  { id, kind }: { readonly id: string; readonly kind: RunningKind },
  parameters: Readonly<Record<string, ParameterValue>>,
  config: SimulationConfig
) {
  const setup = guestSetup(id, parameters, config)
  if (kind === 'strategy') return setup
  const { strategyId: pluginId, ...shared } = setup
  return { kind, pluginId, environment: 'backtest', atMs: 0, logPerMin: LOG_PER_MIN, ...shared }
}

/** Lines of log a minute of the run's own clock; what a whole run keeps is bounded besides. */
const LOG_PER_MIN = 600

/** The setup of a guest. */
export function guestSetup(
  strategyId: string,
  parameters: Readonly<Record<string, ParameterValue>>,
  config: SimulationConfig
) {
  return {
    strategyId,
    instruments: config.instruments.map((one) => ({
      symbol: one.symbol,
      currency: one.currency,
      tickSize: one.tickSize,
      lotSize: one.lotSize,
      quantityStep: one.quantityStep,
      multiplier: one.multiplier,
      fxRate: one.currency === config.currency ? 1 : (config.fxRates[one.currency] as number),
    })),
    timeframe: config.timeframe,
    timeframeMs: TIMEFRAME_MS[config.timeframe],
    parameters,
    seed: config.seed,
    account: { currency: config.currency, cash: config.cash },
  }
}
