/**
 * The life of an order, as a table one can read aloud. Anything not written is illegal.
 *
 * *Denied* is our risk's no, *rejected* the broker's. `unknown` is the time between sending and
 * evidence when the answer was lost: it is not a rejection, and only the broker's word ends it.
 */
export type OrderState =
  | 'pending'
  | 'submitted'
  | 'partial'
  | 'filled'
  | 'denied'
  | 'cancelled'
  | 'rejected'
  | 'expired'
  | 'unknown'

/** The states; an order's state is told to plugins, and kept in lists, as its place here. */
export const ORDER_STATES: readonly OrderState[] = [
  'pending',
  'submitted',
  'partial',
  'filled',
  'denied',
  'cancelled',
  'rejected',
  'expired',
  'unknown',
]

/** What can happen to an order. */
export type OrderEventType =
  | 'order_denied'
  | 'order_sent'
  | 'order_accepted'
  | 'order_rejected'
  | 'order_partially_filled'
  | 'order_filled'
  | 'order_cancelled'
  | 'order_expired'
  | 'order_lost'

type Moves = Readonly<Record<OrderState, Readonly<Partial<Record<OrderEventType, OrderState>>>>>

const MOVES: Moves = {
  pending: {
    order_denied: 'denied',
    order_sent: 'submitted',
    order_lost: 'unknown',
    order_cancelled: 'cancelled', // Withdrawn before it was ever sent.
  },
  submitted: {
    order_accepted: 'submitted',
    order_rejected: 'rejected',
    order_partially_filled: 'partial',
    order_filled: 'filled', // A fill may overtake the acceptance.
    order_cancelled: 'cancelled',
    order_expired: 'expired',
    order_lost: 'unknown',
  },
  partial: {
    order_accepted: 'partial', // A late acceptance changes nothing.
    order_partially_filled: 'partial',
    order_filled: 'filled',
    order_cancelled: 'cancelled', // What was filled stays filled.
    order_expired: 'expired',
    order_lost: 'unknown',
  },
  unknown: {
    order_accepted: 'submitted',
    order_rejected: 'rejected',
    order_partially_filled: 'partial',
    order_filled: 'filled',
    order_cancelled: 'cancelled',
    order_expired: 'expired',
  },
  cancelled: {
    order_partially_filled: 'cancelled', // Venues report a fill that crossed the cancel on its way.
    order_filled: 'filled',
  },
  expired: {
    order_partially_filled: 'expired', // Same race as with a cancel.
    order_filled: 'filled',
  },
  filled: {},
  denied: {},
  rejected: {},
}

/** Thrown for a move that the table does not allow. Impossible in a sound engine: the account halts. */
export class IllegalOrderMove extends Error {
  readonly code = 'E_ILLEGAL_ORDER_MOVE'
  constructor(state: OrderState, event: OrderEventType) {
    super(`an order that is ${state} cannot receive ${event}`)
  }
}

/** The state after an event. Throws IllegalOrderMove when the table has no such move. */
export function nextOrderState(state: OrderState, event: OrderEventType): OrderState {
  const next = MOVES[state][event]
  if (next === undefined) throw new IllegalOrderMove(state, event)
  return next
}

/** Whether the order can still trade. */
export function isOpen(state: OrderState): boolean {
  return state === 'pending' || state === 'submitted' || state === 'partial' || state === 'unknown'
}
