import { sha256Of } from '#engine/plugin_package/content_hash.js'
import type { HostPorts } from '#engine/plugin_host/host_ports.js'
import type { HostClock } from '#engine/plugin_host/host_clock.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { AuditEntry } from '#ports/audit_log.js'
import type {
  PluginFailure,
  PluginLauncher,
  PluginObserver,
  PluginProcess,
  PluginSpec,
} from '#ports/plugin_process.js'
import type { PluginIncident, RecordChange } from '#ports/plugin_record_store.js'
import type { PluginState } from '#ports/plugin_records.js'

/** Time that moves when it is told to. */
export class ManualClock implements HostClock {
  #nowMs = 1_700_000_000_000
  readonly #timers = new Set<{ readonly atMs: number; readonly run: () => void }>()

  now(): number {
    return this.#nowMs
  }

  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Moves on, lets everything happen that is due, and what follows from it. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    for (;;) {
      const due = [...this.#timers].filter(({ atMs }) => atMs <= untilMs)
      const next = due.sort((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined) break
      this.#timers.delete(next)
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.run()
      await settle()
    }
    this.#nowMs = untilMs
    await settle()
  }
}

/** Lets promises that are ready run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** What a scripted child answers to an event: a value with effects, or a failure. */
export type Script = (
  event: { readonly type: string } & Readonly<Record<string, unknown>>,
  child: ScriptedChild
) => PluginFailure | { value?: unknown; effects?: readonly unknown[] } | 'never'

/** A child process that does what a test says. */
export class ScriptedChild implements PluginProcess {
  readonly started = JSON.stringify({ ok: true, value: null, effects: [], logs: [], dropped: 0 })
  readonly heard: string[] = []
  isGone = false

  constructor(
    readonly pid: number,
    readonly spec: PluginSpec,
    readonly script: Script,
    private readonly on: PluginObserver
  ) {}

  async ask(text: string): Promise<Result<string, PluginFailure>> {
    if (this.isGone) return err({ type: 'stopped' })
    const event = JSON.parse(text) as { type: string }
    this.heard.push(event.type)
    const said = this.script(event, this)
    if (said === 'never') return new Promise(() => {})
    if (!('type' in said)) {
      return ok(
        JSON.stringify({ ok: true, value: null, effects: [], logs: [], dropped: 0, ...said })
      )
    }
    if (said.type !== 'threw') this.die(said)
    return err(said)
  }

  async stop(): Promise<void> {
    this.die(null)
  }

  residentMb(): null {
    return null
  }

  memory(): null {
    return null
  }

  /** Ends it, as the launcher would tell. */
  die(failure: PluginFailure | null): void {
    if (this.isGone) return
    this.isGone = true
    this.on.exited({ failure, code: null, signal: failure === null ? null : 'SIGKILL' })
  }
}

/** Ports of a host whose children are scripted; everything else is kept in memory. */
export class ScriptedPorts {
  readonly clock = new ManualClock()
  readonly children: ScriptedChild[] = []
  readonly entries: AuditEntry[] = []
  readonly incidents: (PluginIncident & { atMs: number })[] = []
  readonly performed: { instance: string | undefined; effects: unknown }[] = []
  readonly closed: (string | undefined)[] = []
  readonly troubles: unknown[] = []
  /** Script of the children of each version. */
  scripts: Record<string, Script> = {}
  startFailure: PluginFailure | null = null
  state: PluginState = 'enabled'
  updatedAtMs = 0
  version = '1.0.0'
  kind = 'agent'
  level = 'signed'
  permissions: readonly { id: string; reason: string; optional?: boolean }[] = []
  granted: readonly string[] = []
  /** How often the grants were read. */
  grantsRead = 0
  /** What reading the grants waits for. */
  grantsHeldUp: Promise<unknown> = Promise.resolve()
  grantsChanged: (pluginId: string) => void = () => {}
  maySwitch = true
  held = 0

  manifest(): string {
    return JSON.stringify({
      manifestVersion: 1,
      id: 'tester',
      name: 'Tester',
      description: 'A plugin for tests.',
      version: this.version,
      kind: this.kind,
      engines: { aq: '>=0.1.0', sdk: 0 },
      publisher: { id: 'aq-trading', name: 'AQ Trading' },
      permissions: this.permissions,
    })
  }

  ports(): HostPorts {
    return {
      clock: this.clock,
      launcher: this.#launcher(),
      platform: { aq: '0.1.0', sdk: 0 },
      catalogue: {
        use: async (id) => {
          if (id !== 'tester') return null
          if (this.state !== 'enabled') {
            return { code: 'quarantined', message: `${id} is ${this.state}.` }
          }
          this.held++
          const manifest = this.manifest()
          return {
            plugin: {
              id,
              manifest,
              code: Buffer.from('x'),
              bundleHash: sha256Of('x'),
              contentHash: `content of ${this.version}`,
              sourceMap: null,
              version: this.version,
            },
            release: async () => void this.held--,
          }
        },
      },
      desk: {
        perform: async (plugin, effects) => {
          this.performed.push({ instance: plugin.instance, effects })
          return { handed: effects as never, taken: 0, refused: [] }
        },
        close: (plugin) => void this.closed.push(plugin.instance),
        logLines: async (_plugin, lines) => ({ lines: lines as never, dropped: 0 }),
        shutdown: async () => {},
      },
      maySwitch: () => this.maySwitch,
      grants: {
        watch: (changed) => {
          this.grantsChanged = changed
          return () => (this.grantsChanged = () => {})
        },
        active: async (pluginId, environment, manifestHash) => {
          this.grantsRead++
          await this.grantsHeldUp
          return this.granted.map((permission, id) => {
            const [capability = '', scope = ''] = permission.split('@')
            return {
              id,
              pluginId,
              environment,
              capability,
              scope,
              manifestHash,
              grantedBy: 'owner',
              grantedAtMs: 0,
              revokedBy: null,
              revokedAtMs: null,
            }
          })
        },
      },
      records: {
        apply: async (...changes) => changes.forEach((change) => this.#apply(change)),
        plugin: async () => this.#record(),
        plugins: async () => [this.#record()],
        versions: async () => [
          {
            pluginId: 'tester',
            version: this.version,
            contentHash: `content of ${this.version}`,
            level: this.level,
          } as never,
        ],
      },
      incidents: {
        since: async (_id, environment, atMs) =>
          this.incidents.filter((one) => one.environment === environment && one.atMs >= atMs),
      },
      logged: () => {},
      troubled: (_key, error) => void this.troubles.push(error),
    }
  }

  /** Names of audit entries so far. */
  actions(): string[] {
    return this.entries.map(({ action }) => action)
  }

  #record() {
    return {
      id: 'tester',
      state: this.state,
      updatedAtMs: this.updatedAtMs,
      activeHash: `content of ${this.version}`,
    } as never
  }

  #apply(change: RecordChange): void {
    if (change.type === 'audit') this.entries.push(...change.entries)
    if (change.type === 'incident') {
      this.incidents.push({ ...change.incident, atMs: this.clock.now() })
    }
    if (change.type === 'stop_plugin') this.state = change.state
  }

  #launcher(): PluginLauncher {
    return {
      launch: async (spec, on) => {
        if (this.startFailure !== null) return err(this.startFailure)
        const script = this.scripts[spec.version] ?? (() => ({}))
        const child = new ScriptedChild(this.children.length + 1, spec, script, on)
        this.children.push(child)
        return ok(child)
      },
      walls: async () => [],
      close: async () => {},
    }
  }
}
