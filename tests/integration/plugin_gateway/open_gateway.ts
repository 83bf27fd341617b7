import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { GuardedNetwork, type NetworkOptions } from '#adapters/plugin_network/guarded_network.js'
import {
  EffectGateway,
  type EffectReport,
  type GatewayPorts,
} from '#engine/plugin_gateway/gateway.js'
import type { PluginEvent, RunningIdentity } from '#engine/plugin_gateway/running_plugin.js'
import { parsePermission } from '#engine/plugin_permissions/capability.js'
import type { AuditRow } from '#ports/audit_log.js'
import type { UsableSecret } from '#ports/plugin_secrets.js'
import { createGatewayPorts } from '#providers/gateway_ports.js'
import { DataFolder } from '#tests/support/data_folder.js'

let plugins = 0

/** A gateway over a real database, and plugins that speak to it. */
export class GatewayBench {
  readonly folder = new DataFolder()
  database!: OpenedDatabase
  ports!: GatewayPorts
  gateway!: EffectGateway

  async open(network: NetworkOptions = {}): Promise<void> {
    this.database = await this.folder.open()
    const ports = createGatewayPorts(this.database, { dataDir: this.folder.path })
    this.ports = { ...ports, network: new GuardedNetwork(network) }
    this.gateway = new EffectGateway(this.ports)
  }

  /** A plugin of its own with these permissions. */
  async plugin(
    permissions: readonly string[],
    over: Partial<RunningIdentity> = {}
  ): Promise<TestPlugin> {
    const identity: RunningIdentity = {
      id: `plugin-${++plugins}`,
      environment: 'paper',
      kind: 'broker',
      manifestHash: 'a'.repeat(64),
      ...over,
    }
    await this.grant(identity, permissions)
    return new TestPlugin(this, identity)
  }

  async grant(plugin: RunningIdentity, permissions: readonly string[]): Promise<void> {
    const { id: pluginId, environment, manifestHash } = plugin
    await this.ports.grants.give(
      permissions.map((text) => {
        const parsed = parsePermission(text)
        if (!parsed.ok) throw new Error(`${text} ${parsed.failure}`)
        const { capability, scope } = parsed.value
        return { pluginId, environment, capability, scope, manifestHash, grantedBy: 'test' }
      }),
      { actor: 'test', action: 'grant.given', subject: 'test', detail: {} }
    )
  }

  /** Takes every grant of a plugin back. */
  async revoke({ identity }: TestPlugin): Promise<void> {
    const selection = { pluginId: identity.id, by: 'owner' }
    const entry = { actor: 'owner', action: 'grant.revoked', subject: 'test', detail: {} }
    await this.ports.grants.revoke(selection, () => entry)
  }

  async secret(secret: UsableSecret): Promise<void> {
    await this.ports.secrets.set(secret, 'test')
  }

  async close(): Promise<void> {
    await this.gateway.shutdown()
    await this.database.close()
    this.folder.remove()
  }
}

/** A plugin as the gateway sees one: sends effects, hears events. */
export class TestPlugin {
  readonly events: PluginEvent[] = []
  #requests = 0

  constructor(
    private readonly bench: GatewayBench,
    readonly identity: RunningIdentity
  ) {}

  readonly deliver = (event: PluginEvent): void => {
    this.events.push(event)
  }

  perform(...effects: unknown[]): Promise<EffectReport> {
    return this.bench.gateway.perform(this.identity, effects, this.deliver)
  }

  /** Sends one effect with a request and waits for its answer. */
  async ask(effect: Readonly<Record<string, unknown>>, timeoutMs = 15_000): Promise<PluginEvent> {
    const request = ++this.#requests
    await this.perform({ ...effect, request })
    return this.hears((event) => event.type === 'result' && event.request === request, timeoutMs)
  }

  /** Waits for an event. */
  async hears(fits: (event: PluginEvent) => boolean, timeoutMs = 15_000): Promise<PluginEvent> {
    const deadline = Date.now() + timeoutMs
    for (;;) {
      const found = this.events.find(fits)
      if (found !== undefined) return found
      if (Date.now() > deadline) throw new Error(`not heard in ${JSON.stringify(this.events)}`)
      await sleep(5)
    }
  }

  /** Rows of the audit log about this plugin, oldest first. */
  async audit(): Promise<AuditRow[]> {
    const subject = `plugin:${this.identity.id}`
    return (await this.bench.ports.audit.list({ subject, limit: 1000 })).reverse()
  }
}

/** The code of a failed answer; '' for a good one. */
export function codeOf(event: PluginEvent): string {
  return event.ok === true ? '' : (event.error as { code: string }).code
}
