import type { ApplicationService } from '@adonisjs/core/types'
import { logScrubber } from '#start/log_scrubber'
import type { PluginHost } from '#engine/plugin_host/plugin_host.js'
import type { Wall } from '#ports/plugin_process.js'
import type * as runtime from './plugin_host_runtime.js'

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** Live plugins: started, asked, replaced and stopped. Its processes end with the application. */
    plugin_host: PluginHost
    /** The host where something has asked for it already, else `null`: whoever only looks opens nothing. */
    plugin_host_opened: () => PluginHost | null
    /** The optional walls around live plugins, each tried once in this process. */
    plugin_walls: readonly Wall[]
  }
}

/** How often what runs is compared with what is installed, in ms. */
const REVIEW_MS = 5_000

/** Binds the host of live plugins. Loads its code and opens the database at the first `make`. */
export default class PluginHostProvider {
  #host: Promise<PluginHost> | null = null
  #opened: PluginHost | null = null
  #reviewing: NodeJS.Timeout | null = null

  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('plugin_walls', async () => {
      const { probeWalls } = await import('#adapters/sandbox/live/walls.js')
      return (await probeWalls()).found
    })
    this.app.container.singleton('plugin_host_opened', () => () => this.#opened)
    this.app.container.singleton('plugin_host', () => {
      this.#host ??= this.#open()
      return this.#host
    })
  }

  async shutdown() {
    if (this.#reviewing !== null) clearInterval(this.#reviewing)
    const host = await this.#host?.catch(() => null)
    await host?.stopAll()
  }

  async #open(): Promise<PluginHost> {
    const { loadPlatformModule } = await import('#adapters/bundle/platform_module.js')
    const root = this.app.makePath()
    const [loaded, database, dataDir, logger] = await Promise.all([
      loadPlatformModule<typeof runtime>(
        root,
        'providers/plugin_host_runtime.ts',
        () => import('./plugin_host_runtime.js')
      ),
      this.app.container.make('database'),
      this.app.container.make('data_directory'),
      this.app.container.make('logger'),
    ])
    const ports = await loaded.createHostPorts(database, {
      root,
      dataDir,
      logged: ({ id, environment, instance }, lines, dropped) => {
        const facts = { plugin: id, environment, instance }
        for (const { level, text } of lines) logger[level](facts, text)
        if (dropped > 0) logger.warn({ ...facts, dropped }, 'lines were dropped')
      },
      secretUsed: (value) => logScrubber.add(value),
      troubled: ({ id, environment, instance }, error) => {
        const facts = { plugin: id, environment, instance, err: error }
        logger.error(facts, 'looking after a plugin failed')
      },
    })
    const host = new loaded.PluginHost(ports)
    this.#opened = host
    this.#reviewing = setInterval(() => {
      host.review().catch((error: unknown) => {
        logger.error({ err: error }, 'what is installed could not be compared with what runs')
      })
    }, REVIEW_MS)
    this.#reviewing.unref()
    return host
  }
}
