import type { ApplicationService } from '@adonisjs/core/types'
import type { Trading } from '#engine/trading/keep_trading.js'
import type { LogFacts } from '#ports/log.js'
import type * as runtime from './trading_runtime.js'
import type { TradingPorts } from './trading_runtime.js'

/** The functions about trading, with their ports. */
export type TradingRuntime = typeof runtime & { readonly ports: TradingPorts }

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** Accounts, orders and the engine's inbox; the engine itself runs in the server alone. */
    trading: TradingRuntime
    /** What trades in this process now, by account; nothing outside the server. */
    trading_engines: () => Trading['engines']
  }
}

/** Binds trading. In the server it trades every account, as soon as there is one. */
export default class TradingProvider {
  #trading: Trading | null = null
  #market: Promise<{ stop(): Promise<void> }> | null = null

  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('trading_engines', () => () => this.#trading?.engines ?? new Map())
    this.app.container.singleton('trading', async () => {
      const [loaded, settings, database, dataDir, logger] = await Promise.all([
        import('./trading_runtime.js'),
        this.app.container.make('settings'),
        this.app.container.make('database'),
        this.app.container.make('data_directory'),
        this.app.container.make('logger'),
      ])
      const told =
        (level: 'debug' | 'info' | 'warn') =>
        (sentence: string, facts: LogFacts = {}) =>
          logger[level]({ area: 'trading', ...facts }, sentence)
      const ports = loaded.createTradingPorts(database, {
        ...settings.inForce,
        pluginHost: () => this.app.container.make('plugin_host'),
        manifest: async (plugin) => {
          const { findManifest } = await import('./plugin_manifest.js')
          return findManifest(plugin, database, { root: this.app.makePath(), dataDir })
        },
        debug: told('debug'),
        info: told('info'),
        warn: told('warn'),
      })
      return { ...loaded, ports }
    })
  }

  async ready() {
    if (this.app.getEnvironment() !== 'web') return
    const { keepTrading, keepLiveMarket, ports } = await this.app.container.make('trading')
    this.#market = keepLiveMarket(ports.live)
    const streams = await this.app.container.make('streams')
    this.#trading = keepTrading({ ...ports, written: (batch) => streams.see(batch) })
  }

  async shutdown() {
    if (this.#trading === null) return
    await this.#trading.stop()
    await (await this.#market)?.stop()
    const { ports } = await this.app.container.make('trading')
    await ports.alerts.stop()
  }
}
