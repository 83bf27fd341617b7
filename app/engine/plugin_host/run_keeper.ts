import { isOwnEvent, tell } from '#engine/plugin_gateway/event_rules.js'
import type { Deliver, PluginEvent } from '#engine/plugin_gateway/running_plugin.js'
import { err, type Result } from '#kernel/values/result.js'
import type { PluginLogLine } from '#ports/plugin_process.js'
import { takeAnswer } from './answer.js'
import type { KnownGrants } from './current_grants.js'
import type { HostPorts, PerformedEffects } from './host_ports.js'
import type { HostTools } from './host_tools.js'
import type { AskFailure, NotTold } from './hosted_status.js'
import { listenerOf, type StartRequest } from './may_start.js'
import type { PastEvent, PluginRun } from './plugin_run.js'

/** Events that may wait while the grants are read. */
const WAITING_MAX = 1_000
const NOTHING: PerformedEffects = { handed: [], refused: [] }

/** Does what the processes of one plugin ask for, and sees them off. Nothing here throws. */
export class RunKeeper {
  readonly #key: StartRequest
  readonly #tools: Pick<HostTools, 'refusals'>
  readonly #ports: HostPorts

  constructor(key: StartRequest, tools: Pick<HostTools, 'ports' | 'refusals'>) {
    this.#key = key
    this.#tools = tools
    this.#ports = tools.ports
  }

  /**
   * Passes an event on as far as the plugin may be told of it, in the order in which events come; else
   * says which permission is missing. What is its own business needs none.
   */
  async admit<T>(
    run: PluginRun,
    event: PluginEvent,
    pass: (event: PluginEvent) => Promise<Result<T, AskFailure>>
  ): Promise<Result<T, AskFailure>> {
    const { grants } = run
    if (grants.waiting >= WAITING_MAX) return err({ type: 'queue_full', queueMax: WAITING_MAX })
    if (isOwnEvent(event, this.#key.kind)) return grants.after(() => pass(event))
    return grants.with((known) => {
      const told = this.#judge(event, known)
      return 'event' in told ? pass(told.event) : this.#refuse(run, event, told)
    })
  }

  /** Those of another version's events that this one may be told in full. */
  async tellable(run: PluginRun, events: readonly PastEvent[]): Promise<readonly PastEvent[]> {
    return run.grants.with((known) =>
      events.filter((past) => {
        const event = JSON.parse(past.event) as PluginEvent
        const told = this.#judge(event, known)
        return 'event' in told && told.event === event
      })
    )
  }

  #judge(event: PluginEvent, known: KnownGrants | null): { event: PluginEvent } | NotTold {
    const { id, kind, environment } = this.#key
    const told = known === null ? null : tell(event, known.permissions, listenerOf(this.#key))
    if (known !== null && known.lost === null && told?.isTold === true) return told
    const type = 'not_granted'
    const what = `${id} is not told of "${event.type}" in ${environment}`
    if (known === null || told === null) {
      return { type, permission: null, message: `${what}: its grants cannot be read just now` }
    }
    if (!told.isTold && told.needs === null) {
      return { type, permission: null, message: `${what}: a plugin of kind ${kind} never is` }
    }
    const permission = known.lost ?? (told.isTold ? null : told.needs)
    return { type, permission, message: `${what}: ${permission} is not granted` }
  }

  async #refuse(
    run: PluginRun,
    event: PluginEvent,
    failure: NotTold
  ): Promise<{ readonly ok: false; readonly failure: NotTold }> {
    const { type: code, message } = failure
    // Nobody waits for the log: the refusal stands whether it can be written or not.
    void this.#tools.refusals.note(run.identity, [{ type: event.type, code, message }])
    return err(failure)
  }

  /** Has the effects of an answer judged and performed; none of them when that fails. */
  async perform(
    run: PluginRun,
    effects: readonly unknown[],
    deliver: Deliver
  ): Promise<PerformedEffects> {
    if (effects.length === 0) return NOTHING
    try {
      return await this.#ports.desk.perform(run.identity, effects, deliver)
    } catch (error) {
      this.#ports.troubled(this.#key, error)
      return NOTHING
    }
  }

  /** Passes on what a process wrote to its log. */
  async log(run: PluginRun, lines: readonly PluginLogLine[], dropped: number): Promise<void> {
    try {
      const clean = await this.#ports.desk.logLines(run.identity, lines)
      this.#ports.logged(this.#key, clean.lines, clean.dropped + dropped)
      this.#key.caller?.logged(clean.lines, clean.dropped + dropped)
    } catch (error) {
      this.#ports.troubled(this.#key, error)
    }
  }

  /** Ends a process, after its stop event when `isTold`, and gives back what it held. */
  async farewell(run: PluginRun, isTold: boolean): Promise<void> {
    const { process } = run
    if (process !== null && !run.isGone) {
      if (isTold) {
        const stop = { type: 'stop', atMs: this.#ports.clock.now() }
        const answered = await process.ask(JSON.stringify(stop))
        const effects = answered.ok ? takeAnswer(answered.value).effects : []
        // Whatever it still asks for is answered to nobody.
        await this.perform(run, effects, () => {})
      }
      await process.stop()
    }
    this.close(run)
    await this.release(run)
  }

  /** Ends timers and connections of a process that is gone. */
  close(run: PluginRun): void {
    try {
      this.#ports.desk.close(run.identity)
    } catch (error) {
      this.#ports.troubled(this.#key, error)
    }
  }

  /** Lets go of the version that a process ran. */
  async release(run: PluginRun): Promise<void> {
    try {
      await run.startable.held.release()
    } catch (error) {
      this.#ports.troubled(this.#key, error)
    }
  }
}
