import type { Order } from '#kernel/order/order.js'
import { isReduceOnly } from '#kernel/order/working_quantity.js'
import type { BrokerOrderState } from '#ports/broker.js'
import type { OrderNotes } from './account_book.js'

/** What the broker was found to know of one of our open orders. */
export interface OrderEvidence {
  /** Its state there; `null` when the list does not have it. */
  readonly atBroker: BrokerOrderState | null
  /** Whether absence from the list says something. */
  readonly isComplete: boolean
  /** Complete lists without the order before this one, each begun after the one before had ended. */
  readonly absences: number
  /** Whether the broker refuses a second order of the same id. */
  readonly refusesDuplicates: boolean
}

/** What to do about an order, given the evidence. */
export type Settlement =
  /** Take over what the broker says. */
  | { readonly type: 'adopt'; readonly state: BrokerOrderState }
  /** Nobody knows: it counts as unknown from now on. */
  | { readonly type: 'doubt' }
  /** It never arrived, and must: an exit of what is held. */
  | { readonly type: 'send' }
  /** It never arrived, and its moment is over: a new entry needs a new decision. */
  | { readonly type: 'end' }
  | { readonly type: 'wait' }

/** Complete lists without an order that count as evidence of its absence. */
export const ABSENCES_NEEDED = 2

/**
 * Decides about an open order whose fate the engine cannot tell from its own journal.
 *
 * Unknown is not rejected: an order that is missing from a list is in doubt until two complete lists lack
 * it, and one that the broker had acknowledged stays in doubt whatever its lists say. Then what protects
 * or closes a position is sent again under its old id, to a broker that refuses duplicates; an entry ends:
 * price and verdict are of another moment.
 */
export function settleOrder(order: Order, notes: OrderNotes, evidence: OrderEvidence): Settlement {
  if (evidence.atBroker !== null) return { type: 'adopt', state: evidence.atBroker }
  if (order.state !== 'unknown') return { type: 'doubt' }
  if (!evidence.isComplete || evidence.absences + 1 < ABSENCES_NEEDED) return { type: 'wait' }
  if (notes.brokerOrderId !== null || order.filled > 0) return { type: 'wait' }
  return isReduceOnly(order) && evidence.refusesDuplicates && notes.cancelReason === null
    ? { type: 'send' }
    : { type: 'end' }
}
