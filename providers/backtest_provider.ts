import { randomBytes } from 'node:crypto'
import type { ApplicationService } from '@adonisjs/core/types'
import { jobView } from '#controllers/api/backtests/views'
import type { BacktestDesk } from '#engine/backtest/backtest_desk.js'
import type * as runtime from './backtest_runtime.js'

/** What is not needed yet comes so long after the start, ms. */
const WARM_MS = 1_000

/** The functions of backtests with their ports. */
export type BacktestRuntime = typeof runtime & { readonly ports: runtime.BacktestPorts }

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** What backtests are made with: sandbox, bundler, market data, the store of runs. */
    backtest: BacktestRuntime
    /** Backtests that were asked for, run beside the host one at a time; in the server alone. */
    backtest_desk: BacktestDesk
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
    this.app.container.singleton('backtest_desk', () => this.#openDesk())
  }

  /** A page that asks for backtests first need not wait for their code. */
  async ready() {
    if (this.app.getEnvironment() === 'web') setTimeout(() => void this.#warm(), WARM_MS).unref()
  }

  async #warm() {
    if (!this.app.isTerminating) await this.app.container.make('backtest').catch(() => undefined)
  }

  async #openDesk(): Promise<BacktestDesk> {
    const [{ BacktestDesk }, { AceBacktestProcess }, dataDir] = await Promise.all([
      import('#engine/backtest/backtest_desk.js'),
      import('#adapters/backtest_process/ace_backtest_process.js'),
      this.app.container.make('data_directory'),
    ])
    const streams = await this.app.container.make('streams')
    const desk = new BacktestDesk({
      process: new AceBacktestProcess({ root: this.app.makePath(), workingFolder: dataDir }),
      now: Date.now,
      newId: () => `job_${randomBytes(8).toString('hex')}`,
      changed: (job) => {
        for (const channel of ['backtests', `backtests/${job.id}`]) {
          streams.hub.publish(channel, { items: [jobView(job)] })
        }
      },
    })
    this.app.terminating(() => desk.close())
    return desk
  }
}
