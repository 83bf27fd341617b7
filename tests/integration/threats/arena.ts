import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleLiveSandboxCode } from '#adapters/bundle/sandbox_code.js'
import { PostgresIncidents } from '#adapters/plugin_incidents/postgres_incidents.js'
import { ChildPluginLauncher } from '#adapters/sandbox/live/child_plugin_launcher.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { PLATFORM } from '#engine/plugin/platform.js'
import { EffectGateway, type GatewayPorts } from '#engine/plugin_gateway/gateway.js'
import { MACHINE_CLOCK, type HostClock } from '#engine/plugin_host/host_clock.js'
import { START_BOUNDS, type StartBounds } from '#engine/plugin_host/start_gate.js'
import type { PluginKey } from '#engine/plugin_host/host_ports.js'
import type { StartRefusal } from '#engine/plugin_host/may_start.js'
import { PluginHost } from '#engine/plugin_host/plugin_host.js'
import { installPlugin } from '#engine/plugin_install/install_plugin.js'
import type { InstallRequest } from '#engine/plugin_install/install_request.js'
import type { Result } from '#kernel/values/result.js'
import type { AuditRow } from '#ports/audit_log.js'
import type { LiveSandboxCode, PluginLauncher } from '#ports/plugin_process.js'
import type { InstallSource } from '#ports/plugin_source.js'
import { createGatewayPorts } from '#providers/gateway_ports.js'
import { createPluginPorts } from '#providers/plugin_runtime.js'
import { DataFolder, ROOT } from '#tests/support/data_folder.js'
import { gone } from '#tests/support/process_tree.js'
import { Landscape } from './landscape.js'
import { archiveOf, scriptOf, type HostilePackage, type ScriptParts } from './packages.js'
import { Ticker } from './ticker.js'

/** How an attack is judged when it is over. */
export interface Aftermath {
  /** Longest time for which the host's event loop stood still, ms. */
  readonly stalledMs: number
  /** Actions that the audit log has of the plugin, oldest first. */
  readonly audited: readonly string[]
  /** Processes of the plugin that still run. */
  readonly leftOver: readonly number[]
}

/** A secret of the arena's owner, bound to the server of the landscape. */
export const SECRET = {
  name: 'api_key',
  value: 'k3y-8f2c91aa07d54e',
}

/** A platform with everything real in it, to be attacked: database, store, host, gateway, children. */
export class Arena {
  readonly keyOf = (id: string): PluginKey => ({ id, environment: 'example' })
  /** Lines that plugins wrote, by id. */
  readonly lines = new Map<string, string[]>()
  readonly troubles: unknown[] = []
  readonly host: PluginHost
  /** Processes that ran a plugin, by its id. */
  readonly #pids = new Map<string, readonly number[]>()
  #ids = 0

  private constructor(
    readonly folder: DataFolder,
    readonly database: OpenedDatabase,
    readonly ports: ReturnType<typeof createPluginPorts>,
    readonly gatewayPorts: GatewayPorts,
    readonly gateway: EffectGateway,
    readonly code: LiveSandboxCode,
    readonly landscape: Landscape
  ) {
    this.host = this.newHost()
  }

  /** Another host on the same platform, with another launcher, clock or bounds. To be stopped by its maker. */
  newHost(
    over: {
      readonly launcher?: PluginLauncher
      readonly clock?: HostClock
      readonly bounds?: Partial<StartBounds>
    } = {}
  ): PluginHost {
    const { gateway, ports, gatewayPorts } = this
    return new PluginHost(
      {
        launcher: this.#noting(over.launcher ?? new ChildPluginLauncher(this.code)),
        catalogue: ports.catalogue,
        // Hosts end on their own; what all of them use is closed with the arena.
        desk: {
          perform: (...all) => gateway.perform(...all),
          close: (plugin) => gateway.close(plugin),
          logLines: (...all) => gateway.logLines(...all),
          shutdown: () => Promise.resolve(),
        },
        grants: gatewayPorts.grants,
        records: ports.records,
        incidents: new PostgresIncidents(this.database),
        platform: PLATFORM,
        clock: over.clock ?? MACHINE_CLOCK,
        logged: (key, lines) => this.#logged(key, lines),
        troubled: (_key, error) => void this.troubles.push(error),
      },
      // Attacks follow each other faster than plugins are started otherwise.
      { ...START_BOUNDS, startsMax: 1_000, ...over.bounds }
    )
  }

  static async open(): Promise<Arena> {
    const folder = new DataFolder()
    const database = await folder.open('threats')
    const ports = createPluginPorts(database, {
      root: ROOT,
      dataDir: folder.path,
      workingFolder: folder.path,
    })
    const landscape = await Landscape.open()
    const gatewayPorts: GatewayPorts = {
      ...createGatewayPorts(database, { dataDir: folder.path }),
      network: landscape.network,
    }
    const hosts = [`api.test:${landscape.port}`]
    await gatewayPorts.secrets.set({ ...SECRET, hosts }, 'owner')
    const gateway = new EffectGateway(gatewayPorts)
    const code = await bundleLiveSandboxCode({
      root: ROOT,
      cacheFolder: join(ROOT, 'storage/cache/bundles'),
    })
    const arena: Arena = new Arena(folder, database, ports, gatewayPorts, gateway, code, landscape)
    return arena
  }

  /** A name that no plugin here has yet, and that looks like none of them. */
  newId(): string {
    const words = (this.#ids++).toString(7).padStart(3, '0')
    return `plugin_${[...words].map((digit) => SYLLABLES[Number(digit)]).join('_')}`
  }

  /** Writes an archive into the arena; its absolute path. */
  async write(name: string, given: HostilePackage | Uint8Array): Promise<string> {
    const path = join(this.folder.path, 'archives', name)
    mkdirSync(join(this.folder.path, 'archives'), { recursive: true })
    writeFileSync(path, given instanceof Uint8Array ? given : await archiveOf(given))
    return path
  }

  /** Asks for an install, as a person who agrees to everything. */
  async install(source: InstallSource, over: Partial<InstallRequest> = {}) {
    return installPlugin({ ...AGREES, source, ...over }, this.ports)
  }

  /** Installs a package from its archive. Throws when that is refused. */
  async plant(given: HostilePackage): Promise<string> {
    const path = await this.write(`${given.id}-${given.version ?? '1.0.0'}.tgz`, given)
    const installed = await this.install({ type: 'tarball', path })
    if (!installed.ok) throw new Error(installed.failure.message)
    return given.id
  }

  /** The latest row of the audit log, but for counts of refused effects, which come when their minute ends. */
  async lastRow(): Promise<AuditRow | undefined> {
    const rows = await this.gatewayPorts.audit.list({ limit: 20 })
    return rows.find((row) => row.action !== 'effect.refused')
  }

  /** Rows of the audit log about a plugin, oldest first. */
  async auditOf(id: string): Promise<AuditRow[]> {
    await this.host.recorded
    const rows = await this.gatewayPorts.audit.list({ subject: `plugin:${id}`, limit: 500 })
    return rows.toReversed()
  }

  /**
   * Installs a plugin, starts it, lets `attack` happen, and stops it. What is measured begins when the
   * plugin is installed.
   */
  async fight<T>(
    given: Omit<HostilePackage, 'code'> & ScriptParts,
    attack: (key: PluginKey, started: Result<unknown, StartRefusal>) => Promise<T>
  ): Promise<Aftermath & { readonly outcome: T }> {
    const id = await this.plant({ ...given, code: scriptOf(given) })
    const key = this.keyOf(id)
    return this.watch(id, this.host, async () =>
      attack(key, await this.host.start({ ...key, kind: given.kind ?? 'agent' }))
    )
  }

  /** Lets something happen to an installed plugin, stops it, and looks at what is left. */
  async watch<T>(
    id: string,
    host: PluginHost,
    attack: () => Promise<T>
  ): Promise<Aftermath & { readonly outcome: T }> {
    const ticker = new Ticker()
    let outcome: T
    try {
      outcome = await attack()
    } finally {
      await host.stop(this.keyOf(id))
    }
    const stalledMs = ticker.stop()
    await host.recorded
    const rows = await this.auditOf(id)
    return {
      outcome,
      stalledMs,
      audited: rows.map((row) => row.action),
      leftOver: await gone(this.#pids.get(id) ?? []),
    }
  }

  async close(): Promise<void> {
    await this.host.stopAll()
    await this.gateway.shutdown()
    this.landscape.close()
    await this.database.close()
    this.folder.remove()
  }

  /** The launcher, with a note of every process that it started. */
  #noting(launcher: PluginLauncher): PluginLauncher {
    return {
      launch: async (spec, on) => {
        const launched = await launcher.launch(spec, on)
        if (launched.ok) {
          const known = this.#pids.get(spec.id) ?? []
          this.#pids.set(spec.id, [...known, launched.value.pid])
        }
        return launched
      },
      walls: () => launcher.walls(),
      close: () => launcher.close(),
    }
  }

  #logged({ id }: PluginKey, lines: readonly { readonly text: string }[]): void {
    const known = this.lines.get(id) ?? []
    this.lines.set(id, known)
    known.push(...lines.map(({ text }) => text))
  }
}

/** Texts that are more than one letter apart from each other. */
const SYLLABLES = ['alba', 'corvo', 'dentex', 'fungi', 'gyrus', 'hekla', 'jumbo']

const AGREES: Omit<InstallRequest, 'source'> = {
  actor: 'owner',
  grant: 'all',
  acceptsMore: false,
  confirmation: null,
  trustKeyId: null,
  allowUnsigned: true,
  allowDowngrade: false,
  acceptLookAlike: null,
  expectedId: null,
}
