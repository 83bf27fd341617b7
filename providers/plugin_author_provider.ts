import type { ApplicationService } from '@adonisjs/core/types'
import type * as runtime from './plugin_author_runtime.js'

/** What authors' commands use: the functions with their ports. */
export type PluginAuthorRuntime = typeof runtime & { readonly ports: runtime.AuthorPorts }

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** Making, checking and developing plugins. `ports.typeChecker` is closed by who used it. */
    pluginAuthor: PluginAuthorRuntime
  }
}

/** Binds the author's side. Needs no database, so that a check works without one. */
export default class PluginAuthorProvider {
  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('pluginAuthor', async () => {
      const [{ loadPlatformModule }, paths, { default: env }] = await Promise.all([
        import('#adapters/bundle/platform_module.js'),
        import('#adapters/database/cluster_paths.js'),
        import('#start/env'),
      ])
      const root = this.app.makePath()
      const loaded = await loadPlatformModule<typeof runtime>(
        root,
        'providers/plugin_author_runtime.ts',
        () => import('./plugin_author_runtime.js')
      )
      const dataDir = paths.dataDirectory(root, env.get('AQ_DATA_DIR'))
      return { ...loaded, ports: loaded.createAuthorPorts({ root, dataDir }) }
    })
  }
}
