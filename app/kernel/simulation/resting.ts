import type { OrderCharges } from '../matching/commission.js'
import type { Order } from '../order/order.js'
import type { Signal } from '../signal/signal.js'

/** An order in the simulated market, with what only the simulation needs to know of it. */
export interface RestingOrder {
  readonly order: Order
  readonly signal: null
  readonly instrument: number
  /** Number of bars that the instrument must have ended before the order can fill. */
  readonly eligibleFrom: number
  /** Day number of the first session in which it could fill, -1 before that. */
  firstDay: number
  readonly charges: OrderCharges
}

/** A signal that waits for an open to be sized at. */
export interface WaitingSignal {
  readonly order: null
  signal: Signal
  readonly instrument: number
  readonly eligibleFrom: number
  isDone: boolean
}

/** What waits in the simulated market, in the order in which it came. */
export type Resting = RestingOrder | WaitingSignal

/** Whether a signal belongs to the group that an order's fill cancels. */
export function isInGroupOf(signal: Signal, order: Order): boolean {
  if (signal.type !== 'order' && signal.type !== 'target') return false
  return signal.strategy === order.strategy && signal.ocoGroup === order.ocoGroup
}
