import type { BrokerReport } from '#ports/broker.js'
import type { VenueDays } from './paper_days.js'
import type { PaperAction, PaperFill } from './paper_ledger.js'
import type { PaperOrder } from './paper_order.js'
import type { PaperMessage } from './paper_post.js'

/** What has happened since the books were last written, and what to tell once they are. */
export class PaperChanges {
  readonly orders = new Set<PaperOrder>()
  readonly fills: PaperFill[] = []
  readonly actions: PaperAction[] = []
  /** The dates up to which actions are booked, where one has begun. */
  venueDays: VenueDays | null = null
  /** Messages that were handed over and are still under way, by number. */
  readonly sent = new Map<number, PaperMessage>()
  /** Numbers of messages that arrived after their row was written. */
  readonly arrived: number[] = []
  readonly reports: BrokerReport[] = []
  /** Whether there is more than the best price of a trail to keep: that may wait a little. */
  isUrgent = false

  get isEmpty(): boolean {
    return (
      this.orders.size === 0 &&
      this.fills.length === 0 &&
      this.venueDays === null &&
      this.sent.size === 0 &&
      this.arrived.length === 0 &&
      this.reports.length === 0
    )
  }

  /** Notes an order that changed in a way that somebody is going to hear of. */
  changed(order: PaperOrder): void {
    this.orders.add(order)
    this.isUrgent = true
  }

  /** Notes that a message has arrived. One that arrives before it was written needs no row at all. */
  delivered(message: PaperMessage): void {
    if (!this.sent.delete(message.number)) this.arrived.push(message.number)
    this.isUrgent = true
  }
}
