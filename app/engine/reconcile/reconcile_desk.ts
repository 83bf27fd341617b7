import type { Alerts } from '#ports/alerts.js'
import type { BrokerSession } from '#ports/broker.js'
import type { Clock } from '#ports/clock.js'
import type { Action } from '../trading/action.js'
import type { Sequencer } from '../trading/sequencer.js'

/** What a comparison needs of the engine of its account. */
export interface ReconcileDesk {
  readonly broker: BrokerSession
  readonly clock: Clock
  readonly sequencer: Sequencer
  readonly alerts: Alerts
  /** Asks the broker what became of open orders, and takes it over. */
  settle(): Promise<void>
  /** Does something at the broker. */
  dispatch(actions: readonly Action[]): void
  sleep(ms: number): Promise<void>
}
