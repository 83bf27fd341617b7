import { createHash } from 'node:crypto'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import { loadSeries, type LoadedSeries } from '#engine/market_data/load_series.js'
import type { MarketDataPorts } from '#ports/market_data.js'
import type { RunStore, StoredPlugin, StoredRun } from '#ports/run_store.js'
import type { Sandbox, SandboxFailure } from '#ports/sandbox.js'
import type { BacktestRequest } from './backtest_request.js'
import { ENGINE_VERSION } from './engine_version.js'
import { setupOf } from './prepare_backtest.js'
import { claimFault, recompute } from './recompute.js'
import { sandboxLimits } from './sandbox_limits.js'

/** How a repeated run compares with the stored one. */
export interface Repetition {
  readonly storedHash: string
  readonly repeatedHash: string
  readonly isSame: boolean
  /** Reasons why a difference would be no surprise: other data, another engine. */
  readonly changes: readonly string[]
}

/** What repeating needs of the outside. */
export interface RepetitionPorts {
  readonly marketData: MarketDataPorts
  readonly sandbox: Sandbox
  readonly runs: RunStore
  readonly failureText: (failure: SandboxFailure) => string
}

/**
 * Runs a stored backtest again, with the very code that ran then, on the bars that are stored now, and
 * compares the order lists. Fails with a sentence when it cannot be run.
 */
export async function repeatRun(
  stored: StoredRun,
  ports: RepetitionPorts
): Promise<Result<Repetition, string>> {
  const config = stored.settings.config as SimulationConfig
  const request = stored.settings.request as BacktestRequest
  const changes: string[] = []
  if (stored.engineVersion !== ENGINE_VERSION) {
    changes.push(`the engine was version ${stored.engineVersion} and is ${ENGINE_VERSION} now`)
  }
  const series: LoadedSeries[] = []
  for (const one of stored.data.filter((entry) => entry.role === 'traded')) {
    const loaded = await loadSeries(ports.marketData, one.symbol, config.timeframe)
    if (!loaded.ok) return err(loaded.failure.message)
    const { revision } = loaded.value.series
    if (loaded.value.contentHash !== one.contentHash) {
      changes.push(
        `the bars of ${one.symbol} have changed: revision ${one.revision} then, ${revision} now`
      )
    }
    if (loaded.value.count < one.toIndex) {
      return err(
        `the run read ${one.toIndex} bars of ${one.symbol}, only ${loaded.value.count} are stored now`
      )
    }
    series.push(loaded.value)
  }
  const plugins = []
  for (const [k, { id, kind, bundleSha256, parameters }] of castOf(stored).entries()) {
    const code = await ports.runs.artifact(stored.id, `bundle:${k}`)
    if (code === null) return err(`the code of ${id} was not kept with the run`)
    const sha256 = createHash('sha256').update(code).digest('hex')
    if (sha256 !== bundleSha256) return err(`the kept code of ${id} does not fit its hash`)
    plugins.push({
      id,
      code: code.toString('utf8'),
      sha256,
      sourceMapPath: null,
      setup: setupOf({ id, kind }, parameters, config),
    })
  }
  const traded = stored.data.filter((entry) => entry.role === 'traded')
  const bars = traded.map(({ fromIndex, toIndex }, i) => ({
    path: (series[i] as LoadedSeries).path,
    fromIndex,
    toIndex,
  }))
  const outcome = await ports.sandbox.runBacktest(
    { config, bars, plugins, limits: sandboxLimits(request, bars) },
    { progress: () => {} }
  )
  if (!outcome.ok) return err(ports.failureText(outcome.failure))
  const columns = bars.map((one) =>
    ports.marketData.cache.read(one.path, one.fromIndex, one.toIndex)
  )
  const run = recompute(config, columns, outcome.value)
  if (!run.ok) return err(run.failure)
  const fault = claimFault(outcome.value.claimed, run.value)
  if (fault !== null) return err(fault)
  const { orderListHash } = run.value
  return ok({
    storedHash: stored.orderListHash,
    repeatedHash: orderListHash,
    isSame: orderListHash === stored.orderListHash,
    changes,
  })
}

/** The plugins of a stored run in the order of the sandbox. Runs of older versions have strategies alone. */
function castOf({ strategies, settings }: StoredRun) {
  const { rules = [], agents = [] } = settings as {
    rules?: readonly StoredPlugin[]
    agents?: readonly StoredPlugin[]
  }
  return [
    ...strategies.map((one) => ({ ...one, kind: 'strategy' as const })),
    ...rules.map((one) => ({ ...one, kind: 'risk-rule' as const })),
    ...agents.map((one) => ({ ...one, kind: 'agent' as const })),
  ]
}
