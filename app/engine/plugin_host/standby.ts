import type { HostClock } from './host_clock.js'
import type { PluginRun } from './plugin_run.js'
import type { RunKeeper } from './run_keeper.js'

/** How long a version that was replaced stands by while the new one has nothing to do, ms. */
const STANDBY_MS = 60_000

/** The version before, until the new one has answered. */
export class Standby {
  #run: PluginRun | null = null
  #cancel: () => void = () => {}

  constructor(
    readonly keeper: RunKeeper,
    readonly clock: HostClock
  ) {}

  /** The version that stands by; `null` when none does. */
  get run(): PluginRun | null {
    return this.#run
  }

  /** Has a version stand by, for a while at most. */
  keep(run: PluginRun): void {
    this.#run = run
    this.#cancel = this.clock.after(STANDBY_MS, () => this.retire())
  }

  /** Takes the version away from here. */
  take(): PluginRun | null {
    const run = this.#run
    this.#run = null
    this.#cancel()
    return run
  }

  /** Ends the version that stands by, if one does. */
  retire(): void {
    const run = this.take()
    if (run !== null) void this.keeper.farewell(run, true)
  }
}
