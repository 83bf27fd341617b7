import { splitDistance } from '#kernel/account/corporate_actions.js'
import { noCharges, type OrderCharges } from '#kernel/matching/commission.js'
import type { WorkingTerms } from '#kernel/order/order.js'
import type { BrokerOrder, BrokerOrderState, BrokerOrderStatus } from '#ports/broker.js'

/** An order in a market of bars. */
export interface BarOrder extends WorkingTerms {
  readonly sent: BrokerOrder
  readonly brokerOrderId: string
  status: BrokerOrderStatus
  /** Why it ended; `null` while it works. */
  reason: string | null
  quantity: number
  filled: number
  /** When it came, and when it last changed. */
  readonly createdMs: number
  changedMs: number
  /** Number of the first instant at which it can fill. */
  readonly fillsFrom: number
  /** Day number of the first session in which it could fill, -1 before that. */
  firstDay: number
  readonly charges: OrderCharges
}

/** An order that has just come. */
export function barOrder(
  sent: BrokerOrder,
  { number, atMs, fillsFrom }: { number: number; atMs: number; fillsFrom: number }
): BarOrder {
  const { side, type, limitPrice, stopPrice, trail, quantity } = sent
  return {
    ...{ sent, side, type, limitPrice, stopPrice, quantity, fillsFrom },
    trail: trail === null ? null : { ...trail },
    trailBest: null,
    triggered: false,
    brokerOrderId: `bars-${number}`,
    status: 'working',
    reason: null,
    filled: 0,
    createdMs: atMs,
    changedMs: atMs,
    firstDay: -1,
    charges: noCharges(),
  }
}

/** Puts an order into the units and prices after a split. */
export function splitBarOrder(order: BarOrder, ratio: number): void {
  order.quantity *= ratio
  order.filled *= ratio
  if (order.limitPrice !== null) order.limitPrice /= ratio
  if (order.stopPrice !== null) order.stopPrice /= ratio
  if (order.trailBest !== null) order.trailBest /= ratio
  order.trail = splitDistance(order.trail, ratio)
}

/** Units that can still be filled. */
export function leftOf(order: BarOrder): number {
  return order.quantity - order.filled
}

/** Whether an order protects what another one opened. */
export function isAttached({ sent }: BarOrder): boolean {
  return (sent.attachedTo ?? null) !== null
}

/** An order as the broker's list shows it. */
export function stateOfOrder(order: BarOrder): BrokerOrderState {
  const { sent, brokerOrderId, side, status, quantity, filled, limitPrice, stopPrice } = order
  const { clientOrderId, symbol } = sent
  return {
    ...{ clientOrderId, brokerOrderId, symbol, side, status, quantity, filled },
    ...{ limitPrice, stopPrice, reason: order.reason, atMs: order.changedMs },
  }
}
