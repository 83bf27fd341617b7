/** Everything that running live plugins needs, as one module. */
import { join } from 'node:path'
import { bundleLiveSandboxCode } from '#adapters/bundle/sandbox_code.js'
import { PostgresIncidents } from '#adapters/plugin_incidents/postgres_incidents.js'
import { ChildPluginLauncher } from '#adapters/sandbox/live/child_plugin_launcher.js'
import { EffectGateway } from '#engine/plugin_gateway/gateway.js'
import { InstalledPlugins } from '#engine/plugin_install/installed_plugins.js'
import { EsbuildPluginBundler } from '#adapters/bundle/bundle_plugin.js'
import { ShippedPlugins } from '#engine/plugin_host/shipped_plugins.js'
import { MACHINE_CLOCK } from '#engine/plugin_host/host_clock.js'
import type { HostPorts } from '#engine/plugin_host/host_ports.js'
import type { OpenDatabase } from '#ports/database.js'
import { createGatewayPorts } from './gateway_ports.js'
import { createCataloguePorts } from './plugin_catalogue.js'

export { PluginHost } from '#engine/plugin_host/plugin_host.js'

/** Where a host finds code and keeps things, and whom it tells. */
export interface HostPlaces {
  /** The checkout. */
  readonly root: string
  readonly dataDir: string
  readonly logged: HostPorts['logged']
  readonly troubled: HostPorts['troubled']
  /** Told of each value of a secret before it is used. */
  secretUsed?(value: string): void
}

/** Binds what the plugin host needs to its adapters. */
export async function createHostPorts(
  database: OpenDatabase,
  { root, dataDir, logged, troubled, secretUsed = () => {} }: HostPlaces
): Promise<HostPorts> {
  const cacheFolder = join(dataDir, 'cache', 'bundles')
  const installed = createCataloguePorts(database, { dataDir })
  const gateway = createGatewayPorts(database, { dataDir, secretUsed })
  const bundler = new EsbuildPluginBundler({ root, cacheFolder })
  const shipped = new ShippedPlugins({ bundler, places: { root, workingFolder: root } })
  const grants = shipped.grants(gateway.grants)
  return {
    launcher: new ChildPluginLauncher(await bundleLiveSandboxCode({ root, cacheFolder }), {
      keepsSpare: true,
    }),
    catalogue: shipped.catalogue(new InstalledPlugins(installed)),
    desk: new EffectGateway({ ...gateway, grants }),
    grants,
    records: shipped.records(installed.records),
    incidents: new PostgresIncidents(database),
    platform: installed.platform,
    clock: MACHINE_CLOCK,
    logged,
    troubled,
  }
}
