import type { HostClock } from './host_clock.js'
import { type HostedState, type NotRunning, notRunning } from './hosted_status.js'
import type { StartRequest } from './may_start.js'

/** The state that a plugin is in, since when and why; whoever had it started is told of each change. */
export class Standing {
  state: HostedState = 'starting'
  /** Why it does not run; `null` while it does. */
  reason: string | null = null
  /** When it was found in this state, UTC epoch ms. */
  sinceMs: number
  /** When it will be started again, UTC epoch ms; `null` unless it waits for that. */
  #againMs: number | null = null

  constructor(
    readonly request: StartRequest,
    readonly clock: HostClock
  ) {
    this.sinceMs = clock.now()
  }

  /** Goes over into a state. */
  become(state: HostedState, reason: string | null, againMs: number | null = null): void {
    this.state = state
    this.reason = reason
    this.#againMs = againMs
    this.sinceMs = this.clock.now()
    this.tell()
  }

  /** Says again how it stands. */
  tell(): void {
    this.request.caller?.changed(this.state, this.reason, this.#againMs)
  }

  /** The failure of a question in this state. */
  refusal(): NotRunning {
    return notRunning(this.request, this.state, this.reason)
  }
}
