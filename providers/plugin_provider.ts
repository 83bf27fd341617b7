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

/** Binds installed plugins. Loads their code and opens the database at the first `make`. */
export default class PluginProvider {
  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('plugins', async () => {
      const { loadPlatformModule } = await import('#adapters/bundle/platform_module.js')
      const root = this.app.makePath()
      const [loaded, database, dataDir] = await Promise.all([
        loadPlatformModule<typeof runtime>(
          root,
          'providers/plugin_runtime.ts',
          () => import('./plugin_runtime.js')
        ),
        this.app.container.make('database'),
        this.app.container.make('data_directory'),
      ])
      const places = { root, dataDir, workingFolder: process.cwd() }
      return { ...loaded, ports: loaded.createPluginPorts(database, places) }
    })
  }
}
