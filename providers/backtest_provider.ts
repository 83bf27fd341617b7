import type { ApplicationService } from '@adonisjs/core/types'
import type * as runtime from './backtest_runtime.js'

/** The functions of backtests with their ports. */
export type BacktestRuntime = typeof runtime & { readonly ports: runtime.BacktestPorts }

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** What backtests are made with: sandbox, bundler, market data, the store of runs. */
    backtest: BacktestRuntime
  }
}

/** Binds backtests. Loads their code and opens the database at the first `make`. */
export default class BacktestProvider {
  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('backtest', async () => {
      const [{ loadPlatformModule }, paths, { default: env }] = await Promise.all([
        import('#adapters/bundle/platform_module.js'),
        import('#adapters/database/cluster_paths.js'),
        import('#start/env'),
      ])
      const root = this.app.makePath()
      const [loaded, database] = await Promise.all([
        loadPlatformModule<typeof runtime>(
          root,
          'providers/backtest_runtime.ts',
          () => import('./backtest_runtime.js')
        ),
        this.app.container.make('database'),
      ])
      const dataDir = paths.dataDirectory(root, env.get('AQ_DATA_DIR'))
      const places = { root, dataDir, workingFolder: process.cwd() }
      return { ...loaded, ports: await loaded.createBacktestPorts(database, places) }
    })
  }
}
