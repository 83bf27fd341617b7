import type { Deliver } from '#engine/plugin_gateway/running_plugin.js'
import type { PluginLogLine } from '#ports/plugin_process.js'
import { takeAnswer } from './answer.js'
import type { HostPorts, PerformedEffects, PluginKey } from './host_ports.js'
import type { PluginRun } from './plugin_run.js'

const NOTHING: PerformedEffects = { handed: [], refused: [] }

/** Does what the processes of one plugin ask for, and sees them off. Nothing here throws. */
export class RunKeeper {
  readonly #key: PluginKey
  readonly #ports: HostPorts

  constructor(key: PluginKey, ports: HostPorts) {
    this.#key = key
    this.#ports = ports
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
