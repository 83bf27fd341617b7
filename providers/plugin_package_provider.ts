import type { ApplicationService } from '@adonisjs/core/types'
import type * as runtime from './plugin_package_runtime.js'

/** What the commands about packages use: the functions with their ports. */
export type PluginPackageRuntime = typeof runtime & { readonly ports: runtime.PackagePorts }

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** Packing and signing plugins. */
    pluginPackages: PluginPackageRuntime
  }
}

/** Binds packing and signing. Needs no database. */
export default class PluginPackageProvider {
  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('pluginPackages', async () => {
      const { loadPlatformModule } = await import('#adapters/bundle/platform_module.js')
      const loaded = await loadPlatformModule<typeof runtime>(
        this.app.makePath(),
        'providers/plugin_package_runtime.ts',
        () => import('./plugin_package_runtime.js')
      )
      return { ...loaded, ports: loaded.createPackagePorts() }
    })
  }
}
