import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import { TIMEFRAME_MS } from '#kernel/market/timeframe.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { configFault } from '#kernel/simulation/config_fault.js'
import { ok, type Result } from '#kernel/values/result.js'
import { explainMissing, loadSeries } from '#engine/market_data/load_series.js'
import { findPlugin, type FoundPlugin, type PluginPlaces } from '#engine/plugin/find_plugin.js'
import type { ParameterValue } from '#engine/plugin/manifest.js'
import { manifestFaultLines } from '#engine/plugin/read_manifest.js'
import { resolveParameters } from '#engine/plugin/resolve_parameters.js'
import type { MarketDataPorts } from '#ports/market_data.js'
import type { PluginBundle, PluginBundler } from '#ports/plugin_bundler.js'
import type { SandboxPlugin } from '#ports/sandbox.js'
import { refused, type BacktestRefused, type BacktestRequest } from './backtest_request.js'
import { ENGINE_VERSION } from './engine_version.js'
import { selectBars, type SelectedBars } from './select_bars.js'

/** What preparing a backtest needs of the outside. */
export interface PreparationPorts {
  readonly marketData: MarketDataPorts
  readonly bundler: PluginBundler
  readonly places: PluginPlaces
}

/** A plugin of a run: what it is, the code that will run, and its parameters. */
export interface PreparedPlugin {
  readonly found: FoundPlugin
  readonly bundle: PluginBundle
  readonly parameters: Readonly<Record<string, ParameterValue>>
}

/** A backtest that can run: everything resolved, checked and loaded. */
export interface PreparedBacktest {
  readonly request: BacktestRequest
  readonly plugins: readonly PreparedPlugin[]
  readonly bars: readonly SelectedBars[]
  readonly benchmark: SelectedBars | null
  readonly config: SimulationConfig
  readonly sandboxPlugins: readonly SandboxPlugin[]
}

/** Finds plugins and bars, checks parameters, bundles the code, and makes the configuration. */
export async function prepareBacktest(
  request: BacktestRequest,
  ports: PreparationPorts
): Promise<Result<PreparedBacktest, BacktestRefused>> {
  const plugins: PreparedPlugin[] = []
  for (const one of request.strategies) {
    const prepared = await preparePlugin(one, ports)
    if (!prepared.ok) return prepared
    plugins.push(prepared.value)
  }
  const bars: SelectedBars[] = []
  for (const symbol of request.symbols) {
    const selected = await loadBars(symbol, request, ports.marketData)
    if (!selected.ok) return selected
    bars.push(selected.value)
  }
  const benchmark = await loadBenchmark(request, ports.marketData)
  if (!benchmark.ok) return benchmark
  const config = await configOf(request, plugins, bars, ports.marketData)
  if (!config.ok) return config
  const fault = configFault(config.value, config.value.bars, plugins.length)
  if (fault !== null) return refused('request_invalid', fault)
  const sandboxPlugins = plugins.map((plugin) => sandboxPlugin(plugin, config.value))
  return ok({
    request,
    plugins,
    bars,
    benchmark: benchmark.value,
    config: config.value,
    sandboxPlugins,
  })
}

async function preparePlugin(
  asked: { plugin: string; parameters: Readonly<Record<string, string>> },
  { bundler, places }: PreparationPorts
): Promise<Result<PreparedPlugin, BacktestRefused>> {
  const found = await findPlugin(asked.plugin, places)
  if (!found.ok) {
    if (found.failure.type === 'plugin_unknown') {
      return refused('plugin_unknown', found.failure.message)
    }
    return refused('plugin_invalid', ...manifestFaultLines(found.failure.faults))
  }
  const { manifest, folder } = found.value
  if (manifest.kind !== 'strategy') {
    return refused(
      'plugin_invalid',
      `${manifest.id} is a ${manifest.kind}; only a strategy can be backtested`
    )
  }
  const parameters = resolveParameters(manifest, asked.parameters)
  if (!parameters.ok) {
    return refused('parameters_invalid', ...parameters.failure.map((fault) => fault.message))
  }
  const bundle = await bundler.bundlePlugin(folder)
  if (!bundle.ok) return refused('plugin_invalid', `${manifest.id}: ${bundle.failure.message}`)
  return ok({ found: found.value, bundle: bundle.value, parameters: parameters.value })
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
  plugins: readonly PreparedPlugin[],
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
    strategies: plugins.map(({ found: { manifest } }) => ({
      id: manifest.id,
      instruments: instruments.map((_, i) => i),
      // The sandbox puts in what the strategy asks for.
      warmupBars: 0,
      shortAllowed: manifest.risk.shortAllowed,
      leverageMax: manifest.risk.leverageMax,
    })),
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

/** What the sandbox loads for a plugin. The setup is the guest's: see `plugins/sdk/src/guest/setup.ts`. */
export function sandboxPlugin(
  plugin: Pick<PreparedPlugin, 'found' | 'bundle' | 'parameters'>,
  config: SimulationConfig
): SandboxPlugin {
  const { id } = plugin.found.manifest
  return {
    id,
    code: plugin.bundle.code,
    sha256: plugin.bundle.sha256,
    sourceMapPath: plugin.bundle.sourceMapPath,
    setup: guestSetup(id, plugin.parameters, config),
  }
}

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
