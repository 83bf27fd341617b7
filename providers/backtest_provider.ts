import type { ApplicationService } from '@adonisjs/core/types'
import type { PreparationPorts } from '#engine/backtest/prepare_backtest.js'
import type { RunPorts } from '#engine/backtest/run_backtest.js'
import type { RunStore } from '#ports/run_store.js'

/** Everything that backtests need of the outside. */
export type BacktestPorts = PreparationPorts &
  RunPorts & { readonly runs: RunStore; readonly now: () => number }

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** The sandbox, the bundler, market data and the store of runs. */
    backtest: BacktestPorts
  }
}

/** Binds the ports of backtests to their adapters. Opens the database at the first `make`. */
export default class BacktestProvider {
  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('backtest', async () => {
      const [marketData, database, bundles, code, isolate, texts, runs, paths, { default: env }] =
        await Promise.all([
          this.app.container.make('market_data'),
          this.app.container.make('database'),
          import('#adapters/bundle/bundle_plugin.js'),
          import('#adapters/bundle/sandbox_code.js'),
          import('#adapters/sandbox/isolate_sandbox.js'),
          import('#adapters/sandbox/failure_text.js'),
          import('#adapters/run_store/postgres_run_store.js'),
          import('#adapters/database/cluster_paths.js'),
          import('#start/env'),
        ])
      const { join } = await import('node:path')
      const root = this.app.makePath()
      const data = paths.dataDirectory(root, env.get('AQ_DATA_DIR'))
      const places = { root, cacheFolder: join(data, 'cache', 'bundles') }
      return {
        marketData,
        cache: marketData.cache,
        bundler: new bundles.EsbuildPluginBundler(places),
        places: { root, workingFolder: process.cwd() },
        sandbox: new isolate.IsolateSandbox(await code.bundleSandboxCode(places)),
        failureText: texts.failureText,
        runs: new runs.PostgresRunStore(database),
        now: Date.now,
      }
    })
  }
}
