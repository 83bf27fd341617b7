import type { PluginEvent } from '#engine/plugin_gateway/running_plugin.js'
import { err, type Result } from '#kernel/values/result.js'
import { Breaker } from './breaker.js'
import { HostDiary } from './host_diary.js'
import type { HostPorts, PluginKey } from './host_ports.js'
import type { AskFailure, HostedStatus, PluginAnswer } from './hosted_status.js'
import { HostedPlugin } from './hosted_plugin.js'
import { mayStart, type StartRefusal, type StartRequest } from './may_start.js'
import { readVerdict, type RuleVerdict } from './rule_verdict.js'
import { StartGate, START_BOUNDS, type StartBounds } from './start_gate.js'

/** Plugins that one host runs at most. */
const PLUGINS_MAX = 50

/** An event that asks a risk rule about an order. */
export type AssessEvent = PluginEvent & {
  readonly type: 'assess'
  readonly order: Readonly<Record<string, unknown>> & { readonly quantity: number }
}

/**
 * Runs plugins for live use: starts them when they may run, hands them events, starts them again after
 * a while when they were ended, and stops them for good when that happens too often.
 *
 * One of an id in each environment. Nothing a plugin does makes a method here throw or hang.
 */
export class PluginHost {
  readonly #ports: HostPorts
  readonly #diary: HostDiary
  readonly #gate: StartGate
  readonly #hosted = new Map<string, HostedPlugin>()
  #isClosed = false

  constructor(ports: HostPorts, bounds: StartBounds = START_BOUNDS) {
    this.#ports = ports
    this.#diary = new HostDiary(ports)
    this.#gate = new StartGate(ports.clock, bounds)
  }

  /**
   * Starts the active version of an installed plugin. One that was quarantined or stopped before may be
   * started again once the catalogue allows it. The value is what the plugin's start answered.
   */
  async start(request: StartRequest): Promise<Result<unknown, StartRefusal>> {
    const name = nameOf(request)
    const refused = this.#refusal(request)
    if (refused !== null) return err(refused)
    const breaker = new Breaker(await this.#diary.pastMishaps(request))
    const again = this.#refusal(request)
    if (again !== null) return err(again)
    const hosted = new HostedPlugin(request, {
      ports: this.#ports,
      diary: this.#diary,
      gate: this.#gate,
      breaker,
      quarantine: (id, reason) => this.#quarantine(id, reason),
    })
    this.#hosted.set(name, hosted)
    const startable = await mayStart(request, this.#ports)
    const started = startable.ok ? await hosted.start(startable.value) : startable
    if (started.ok) return { ok: true, value: hosted.started }
    const { code, message } = started.failure
    if (!startable.ok) this.#diary.note(request, 'plugin.start_refused', { code, reason: message })
    if (hosted.state !== 'quarantined') this.#hosted.delete(name)
    return started
  }

  /** Hands over an event; signals and the like come back in the answer. */
  async ask(key: PluginKey, event: PluginEvent): Promise<Result<PluginAnswer, AskFailure>> {
    const hosted = this.#hosted.get(nameOf(key))
    if (hosted === undefined) {
      const message = `${key.id} is not started in ${key.environment}`
      return err({ type: 'not_running', state: 'stopped', message })
    }
    return hosted.ask(event)
  }

  /** Asks a risk rule about an order. Fails closed: a rule that cannot answer denies. */
  async assess(key: PluginKey, event: AssessEvent): Promise<RuleVerdict> {
    return readVerdict(key.id, await this.ask(key, event), event.order.quantity)
  }

  /** Tells a plugin to stop and waits until its process is gone. */
  async stop(key: PluginKey, reason = 'it was asked to'): Promise<void> {
    const hosted = this.#hosted.get(nameOf(key))
    if (hosted === undefined) return
    const { version } = hosted.status()
    await hosted.end('stopped', reason)
    this.#hosted.delete(nameOf(key))
    this.#diary.note(key, 'plugin.stopped', { version, reason })
  }

  /**
   * Puts the version that is active now in the place of the one that runs. The old one goes on when the
   * new one does not start, answers the last events in another form, or fails with its first event.
   */
  async replace(request: StartRequest): Promise<Result<void, StartRefusal>> {
    const hosted = this.#hosted.get(nameOf(request))
    if (hosted === undefined || hosted.state !== 'running') {
      const message = `${request.id} does not run in ${request.environment}.`
      return err({ code: 'not_running', message })
    }
    const startable = await mayStart(request, this.#ports)
    if (startable.ok) return hosted.replace(startable.value)
    const { code, message } = startable.failure
    this.#diary.note(request, 'plugin.replace_failed', { code, reason: message })
    return startable
  }

  /**
   * Looks whether what runs may go on: stops what was removed, disabled, blocked or quarantined, and
   * replaces what was updated. An update that does not work is not tried again.
   */
  async review(): Promise<void> {
    const records = new Map(
      (await this.#ports.records.plugins()).map((record) => [record.id, record])
    )
    for (const hosted of [...this.#hosted.values()]) {
      const { request, contentHash, state } = hosted
      if (state === 'quarantined' || contentHash === null) continue
      const record = records.get(request.id)
      if (record?.state !== 'enabled') {
        await this.stop(request, `it is ${record?.state ?? 'removed'}`)
      } else if (record.activeHash !== contentHash && record.activeHash !== hosted.refusedHash) {
        hosted.refusedHash = record.activeHash
        await this.replace(request)
      }
    }
  }

  /** Every plugin that was started and not stopped, by id and environment. */
  status(): HostedStatus[] {
    return [...this.#hosted.values()]
      .map((hosted) => hosted.status())
      .sort((a, b) => nameOf(a).localeCompare(nameOf(b)))
  }

  /** Stops everything and waits until no process is left; nothing can be started afterwards. */
  async stopAll(reason = 'the host shuts down'): Promise<void> {
    this.#isClosed = true
    this.#gate.shut()
    const keys = this.status()
    await Promise.all(keys.map((key) => this.stop(key, reason)))
    await this.#ports.launcher.close()
    await this.#ports.desk.shutdown()
    await this.#diary.settled
  }

  /** Resolves when everything that happened so far is written down. */
  get recorded(): Promise<void> {
    return this.#diary.settled
  }

  #refusal(request: StartRequest): StartRefusal | null {
    const { id, environment } = request
    if (this.#isClosed) return { code: 'stopped', message: 'The host is shutting down.' }
    const known = this.#hosted.get(nameOf(request))
    if (known !== undefined && known.state !== 'quarantined' && known.state !== 'stopped') {
      return {
        code: 'already_running',
        message: `${id} is ${known.state} in ${environment} already.`,
      }
    }
    if (known === undefined && this.#hosted.size >= PLUGINS_MAX) {
      const message = `${PLUGINS_MAX} plugins run already; stop one before you start ${id}.`
      return { code: 'too_many', message }
    }
    return null
  }

  /** A plugin in quarantine runs nowhere. */
  #quarantine(id: string, reason: string): void {
    for (const hosted of this.#hosted.values()) {
      if (hosted.status().id === id) void hosted.end('quarantined', reason)
    }
  }
}

function nameOf({ id, environment }: PluginKey): string {
  return `${id} ${environment}`
}
