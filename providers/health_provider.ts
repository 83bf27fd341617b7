import type { ApplicationService } from '@adonisjs/core/types'
import { logScrubber } from '#start/log_scrubber'
import type * as runtime from './health_runtime.js'

/** How the installation is, and the functions that tell it. */
export type Health = ReturnType<typeof runtime.openHealth> &
  Pick<typeof runtime, 'bundleText' | 'LOOK_MS' | 'FRESH_MS'> & {
    /** A line without what is known to be secret. */
    clean(line: string): string
  }

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** How every part of the installation is, looked at every few seconds; in the server alone. */
    health: Health
  }
}

/** Binds the watch over the parts of the installation, and keeps it while the server runs. */
export default class HealthProvider {
  #health: Promise<Health> | null = null

  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('health', () => {
      this.#health ??= this.#open()
      return this.#health
    })
  }

  async ready() {
    const { watch } = await this.app.container.make('health')
    watch.start()
  }

  async shutdown() {
    const health = await this.#health?.catch(() => null)
    health?.close()
  }

  async #open(): Promise<Health> {
    const { container } = this.app
    const [loaded, settings, database, trading, dataDir, logger, engines, hosted] =
      await Promise.all([
        import('./health_runtime.js'),
        container.make('settings'),
        container.make('database'),
        container.make('trading'),
        container.make('data_directory'),
        container.make('logger'),
        container.make('trading_engines'),
        container.make('plugin_host_opened'),
      ])
    const url = settings.desk.value('redis.url')
    const opened = loaded.openHealth({
      patient: {
        root: this.app.makePath(),
        dataDir,
        walls: () => container.make('plugin_walls'),
        database: () => container.make('database'),
      },
      database,
      trading: trading.ports,
      redisUrl: typeof url === 'string' ? url : null,
      engines,
      plugins: () => hosted()?.status() ?? [],
      warn: (sentence) => logger.warn({ area: 'health' }, sentence),
    })
    const { bundleText, LOOK_MS, FRESH_MS } = loaded
    const clean = (line: string) => logScrubber.clean(line)
    return { ...opened, bundleText, LOOK_MS, FRESH_MS, clean }
  }
}
