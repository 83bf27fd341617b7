import type { ApplicationService } from '@adonisjs/core/types'
import type * as runtime from './plugin_runtime.js'

/** The functions of installed plugins with their ports. */
export type PluginRuntime = typeof runtime & {
  readonly ports: ReturnType<typeof runtime.createPluginPorts>
}

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** Installing, changing, checking and using plugins. */
    plugins: PluginRuntime
  }
}

/** How often kill lists are looked at while the server runs. */
const KILL_LIST_EVERY_MS = 3_600_000

/** Binds installed plugins. Loads their code and opens the database at the first `make`. */
export default class PluginProvider {
  #hourly: NodeJS.Timeout | null = null

  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('plugins', async () => {
      const { loadPlatformModule } = await import('#adapters/bundle/platform_module.js')
      const root = this.app.makePath()
      const [loaded, settings, database, dataDir] = await Promise.all([
        loadPlatformModule<typeof runtime>(
          root,
          'providers/plugin_runtime.ts',
          () => import('./plugin_runtime.js')
        ),
        this.app.container.make('settings'),
        this.app.container.make('database'),
        this.app.container.make('data_directory'),
      ])
      const places = {
        root,
        dataDir,
        workingFolder: process.cwd(),
        npm: settings.inForce.npm,
      }
      return { ...loaded, ports: loaded.createPluginPorts(database, places) }
    })
  }

  /** A server takes up what was cut off, and looks at the kill lists now and every hour. */
  async ready() {
    if (this.app.getEnvironment() !== 'web') return
    void this.#look()
    this.#hourly = setInterval(() => void this.#look(), KILL_LIST_EVERY_MS).unref()
  }

  async shutdown() {
    if (this.#hourly !== null) clearInterval(this.#hourly)
  }

  async #look(): Promise<void> {
    try {
      const { ports, resumeInstalls, enforceKillList } = await this.app.container.make('plugins')
      for (const { message } of await resumeInstalls(ports)) process.stdout.write(`${message}\n`)
      // Half of it: what was asked for at the last look is asked again at this one.
      await ports.index.refresh(KILL_LIST_EVERY_MS / 2)
      for (const reason of await enforceKillList(ports)) process.stderr.write(`${reason}\n`)
    } catch (error) {
      if (this.app.isTerminating || this.app.isTerminated) return
      const why = error instanceof Error ? error.message : String(error)
      process.stderr.write(`Installed plugins could not be looked at: ${why}\n`)
    }
  }
}
