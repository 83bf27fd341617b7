import type { PluginEvent } from '#engine/plugin_gateway/running_plugin.js'
import { RefusalLog } from '#engine/plugin_gateway/refusal_log.js'
import { missingGrants } from '#engine/plugin_permissions/missing_grants.js'
import { err, type Result } from '#kernel/values/result.js'
import type { PluginRecord } from '#ports/plugin_records.js'
import { Breaker } from './breaker.js'
import { HostDiary } from './host_diary.js'
import type { HostPorts, PluginKey } from './host_ports.js'
import type { AskFailure, HostedStatus, PluginAnswer } from './hosted_status.js'
import { HostedPlugin } from './hosted_plugin.js'
import { mayStart, type Startable, type StartRefusal, type StartRequest } from './may_start.js'
import { maySwitch, switchWaits } from './may_switch.js'
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
 * One of an id in each environment, or several instances with names. Nothing a plugin does makes a method here throw or hang.
 */
export class PluginHost {
  readonly #ports: HostPorts
  readonly #diary: HostDiary
  readonly #gate: StartGate
  readonly #refusals: RefusalLog
  readonly #endWatch: () => void
  readonly #hosted = new Map<string, HostedPlugin>()
  #isClosed = false

  constructor(ports: HostPorts, bounds: StartBounds = START_BOUNDS) {
    this.#ports = ports
    this.#diary = new HostDiary(ports)
    this.#gate = new StartGate(ports.clock, bounds)
    this.#refusals = new RefusalLog(
      (plugin, entries) => this.#diary.append(plugin, entries),
      'event.refused'
    )
    this.#endWatch = ports.grants.watch((id) => {
      for (const hosted of this.#hosted.values()) {
        if (hosted.request.id === id) hosted.forgetGrants()
      }
    })
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
      refusals: this.#refusals,
      breaker,
      quarantine: (id, reason) => this.#quarantine(id, reason),
    })
    this.#hosted.set(name, hosted)
    const startable = await mayStart(request, this.#ports)
    const started = startable.ok ? await hosted.start(startable.value) : startable
    if (started.ok) return { ok: true, value: hosted.started }
    const { code, message } = started.failure
    if (!startable.ok) this.#diary.note(request, 'plugin.start_refused', { code, reason: message })
    const isStill = this.#hosted.get(name) === hosted
    if (hosted.state !== 'quarantined' && isStill) this.#hosted.delete(name)
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
    // It may have been started again meanwhile.
    if (this.#hosted.get(nameOf(key)) === hosted) this.#hosted.delete(nameOf(key))
    this.#diary.note(key, 'plugin.stopped', { version, reason })
  }

  /** Starts a plugin again that runs or waits for its next start; `false` where there is none such. */
  async restart(key: PluginKey, { actor }: { readonly actor: string }): Promise<boolean> {
    const hosted = this.#hosted.get(nameOf(key))
    if (hosted === undefined || this.#isClosed) return false
    const { state, version } = hosted.status()
    if (!(await hosted.restart('it is started again, as it was asked to'))) return false
    this.#diary.note(key, 'plugin.restarted', { version, state, by: actor })
    return true
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
    if (!maySwitch(request, this.#ports)) return err(switchWaits(request))
    const startable = await mayStart(request, this.#ports)
    if (startable.ok) return hosted.replace(startable.value)
    const { code, message } = startable.failure
    this.#diary.note(request, 'plugin.replace_failed', { code, reason: message })
    return startable
  }

  /**
   * Looks whether what runs may go on: stops what was removed, disabled, blocked or quarantined, or has
   * lost a permission that it cannot do without, and replaces what was updated. An update that does not
   * work is not tried again; one that has to wait for orders is.
   */
  async review(): Promise<void> {
    const records = new Map(
      (await this.#ports.records.plugins()).map((record) => [record.id, record])
    )
    for (const hosted of [...this.#hosted.values()]) {
      const { running } = hosted
      if (hosted.state === 'quarantined' || running === null) continue
      await this.#review(hosted, running, records.get(hosted.request.id) ?? null)
    }
  }

  async #review(
    hosted: HostedPlugin,
    running: Startable,
    record: PluginRecord | null
  ): Promise<void> {
    const { request } = hosted
    if (record?.state !== 'enabled') {
      return this.stop(request, `it is ${record?.state ?? 'removed'}`)
    }
    const { activeHash } = record
    const isUpdated = activeHash !== running.held.plugin.contentHash
    if (isUpdated && activeHash !== hosted.refusedHash) {
      const replaced = await this.replace(request)
      if (replaced.ok) return
      const { code, message: reason } = replaced.failure
      if (code !== 'switch_waits') hosted.refusedHash = activeHash
      else if (hosted.waitingHash !== activeHash) {
        hosted.waitingHash = activeHash
        this.#diary.note(request, 'plugin.replace_waits', { reason })
      }
    }
    const of = { environment: request.environment, manifestHash: running.manifestHash }
    const missing = await missingGrants(running.manifest, of, this.#ports.grants)
    if (missing.length === 0 || hosted.running !== running) return
    await this.stop(request, `it is no longer granted ${missing.join(', ')}`)
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
    this.#endWatch()
    this.#gate.shut()
    const keys = this.status()
    await Promise.all(keys.map((key) => this.stop(key, reason)))
    await this.#ports.launcher.close()
    await this.#ports.desk.shutdown()
    await this.#refusals.flush()
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

function nameOf({ id, environment, instance = '' }: PluginKey): string {
  return `${id} ${environment} ${instance}`
}
