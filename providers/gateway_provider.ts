import type { ApplicationService } from '@adonisjs/core/types'
import type { GatewayPorts } from '#engine/plugin_gateway/gateway.js'
import type * as runtime from './gateway_runtime.js'

/** The functions about permissions, secrets and the audit log, with their ports. */
export type GatewayRuntime = typeof runtime & { readonly ports: GatewayPorts }

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** Permissions of plugins, their secrets, and the audit log. */
    gateway: GatewayRuntime
  }
}

/** Binds what judges plugins. Loads its code and opens the database at the first `make`. */
export default class GatewayProvider {
  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('gateway', async () => {
      const { loadPlatformModule } = await import('#adapters/bundle/platform_module.js')
      const [loaded, database, dataDir] = await Promise.all([
        loadPlatformModule<typeof runtime>(
          this.app.makePath(),
          'providers/gateway_runtime.ts',
          () => import('./gateway_runtime.js')
        ),
        this.app.container.make('database'),
        this.app.container.make('data_directory'),
      ])
      return { ...loaded, ports: loaded.createGatewayPorts(database, { dataDir }) }
    })
  }
}
