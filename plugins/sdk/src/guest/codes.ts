import type { OrderRole, OrderState } from '../strategy/order.js'

/** Order states in the order of the numbers by which the kernel tells them. */
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

/** Order roles in the order of the numbers by which the kernel tells them. */
export const ORDER_ROLES: readonly OrderRole[] = [
  'entry',
  'close',
  'stop_loss',
  'take_profit',
  'trailing_stop',
  'liquidation',
]
