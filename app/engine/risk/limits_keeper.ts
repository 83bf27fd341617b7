import type { Alerts } from '#ports/alerts.js'
import type { Clock } from '#ports/clock.js'
import type { Sequencer } from '../trading/sequencer.js'
import { patchText } from './limit_words.js'

/** What the keeper works with. */
export interface LimitsKeeperPorts {
  readonly sequencer: Sequencer
  readonly clock: Clock
  readonly alerts: Alerts
}

/** Brings limits that wait into force at their time, and tells people while they can still be withdrawn. */
export class LimitsKeeper {
  /** Row of the loosening that was told; 0 for what a process before this one may have told. */
  #told: number | null = 0

  constructor(private readonly ports: LimitsKeeperPorts) {}

  /** Looks at the clock: to be called about once a second. What is offered twice finds nothing to do. */
  keepTime(): void {
    const { sequencer, clock, alerts } = this.ports
    const { pendingLimits: pending, account } = sequencer.book
    const key = `${account}:limits`
    if (pending === null) {
      if (this.#told !== null) alerts.resolve(key)
      this.#told = null
      return
    }
    if (this.#told !== pending.sequence) {
      this.#told = pending.sequence
      const { limits, actor, reason, dueMs } = pending
      const until = new Date(dueMs).toISOString()
      alerts.raise({
        key,
        severity: 'warning',
        title: 'limits are about to be loosened',
        body: `${actor} wants ${patchText(limits)} (${reason}): from ${until} on, unless it is withdrawn`,
        account,
        subject: null,
      })
    }
    if (clock.nowMs() >= pending.dueMs) sequencer.offer({ type: 'limits_due' })
  }
}
