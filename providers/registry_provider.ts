import type { ApplicationService } from '@adonisjs/core/types'
import type * as runtime from './registry_runtime.js'

/** The functions of registries with the ports of following them. */
export type RegistryRuntime = typeof runtime & {
  readonly ports: ReturnType<typeof runtime.createFollowingPorts>
}

/** The functions of registries with the ports of making an index. */
export type IndexMakingRuntime = typeof runtime & {
  readonly ports: ReturnType<typeof runtime.createMakingPorts>
}

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** Following registries, and searching what they offer. */
    registries: RegistryRuntime
    /** Making and signing the index of a registry; works without a database. */
    registryIndexes: IndexMakingRuntime
  }
}

/** Binds registries of plugins. */
export default class RegistryProvider {
  constructor(private readonly app: ApplicationService) {}

  register() {
    const load = async () => {
      const { loadPlatformModule } = await import('#adapters/bundle/platform_module.js')
      return loadPlatformModule<typeof runtime>(
        this.app.makePath(),
        'providers/registry_runtime.ts',
        () => import('./registry_runtime.js')
      )
    }
    this.app.container.singleton('registries', async () => {
      const [loaded, database] = await Promise.all([load(), this.app.container.make('database')])
      return { ...loaded, ports: loaded.createFollowingPorts(database) }
    })
    this.app.container.singleton('registryIndexes', async () => {
      const loaded = await load()
      return { ...loaded, ports: loaded.createMakingPorts() }
    })
  }
}
