import type { OrderCharges } from '#kernel/matching/commission.js'
import type { OrderType, Side, TimeInForce, Trail, WorkingTerms } from '#kernel/order/order.js'
import type { BrokerOrder, BrokerOrderState, BrokerOrderStatus } from '#ports/broker.js'

/** The terms of an order as they were first sent. */
export interface SentTerms {
  readonly symbol: string
  readonly side: Side
  readonly type: OrderType
  readonly quantity: number
  readonly limitPrice: number | null
  readonly stopPrice: number | null
  readonly trail: Trail | null
  readonly timeInForce: TimeInForce
  readonly goodTillMs: number | null
}

/** An order in the books of the paper broker. */
export interface PaperOrder extends WorkingTerms {
  readonly clientOrderId: string
  /** Counts the account's orders, from 1. */
  readonly number: number
  readonly symbol: string
  status: BrokerOrderStatus
  /** Whether it has reached the venue; until then it is `working` and fills nothing. */
  hasArrived: boolean
  /** Place in the queue of its instrument: lower is served first. */
  priority: number
  quantity: number
  filled: number
  readonly timeInForce: TimeInForce
  readonly goodTillMs: number | null
  /** When it ends unfilled; `null` for an order that waits for ever. */
  readonly expiresMs: number | null
  reason: string | null
  readonly sent: SentTerms
  readonly charges: OrderCharges
  readonly createdMs: number
  updatedMs: number
}

/** The broker's own id of an order. */
export function paperOrderId(account: string, number: number): string {
  return `pord_${account}_${number}`
}

/** The broker's own id of an execution. */
export function paperFillId(account: string, number: number): string {
  return `pfil_${account}_${number}`
}

/** The terms of an order that is being sent. */
export function sentTermsOf(order: BrokerOrder): SentTerms {
  const { symbol, side, type, quantity, limitPrice, stopPrice, timeInForce, goodTillMs } = order
  const trail = order.trail === null ? null : { kind: order.trail.kind, value: order.trail.value }
  return { symbol, side, type, quantity, limitPrice, stopPrice, trail, timeInForce, goodTillMs }
}

/** In what a second order of an id differs from the first, in words, or `null` for the same order. */
export function differenceOf(first: SentTerms, second: SentTerms): string | null {
  for (const field of Object.keys(first) as (keyof SentTerms)[]) {
    const [was, is] = [textOf(first[field]), textOf(second[field])]
    if (was !== is) return `${field} was ${was} and is ${is}`
  }
  return null
}

function textOf(value: SentTerms[keyof SentTerms]): string {
  return value !== null && typeof value === 'object'
    ? `${value.kind} ${value.value}`
    : String(value)
}

/** An order as the broker's port tells it. */
export function stateOfOrder(account: string, order: PaperOrder): BrokerOrderState {
  const { clientOrderId, symbol, side, status, quantity, filled } = order
  const { limitPrice, stopPrice, reason, updatedMs: atMs } = order
  const brokerOrderId = paperOrderId(account, order.number)
  const terms = { symbol, side, status, quantity, filled, limitPrice, stopPrice }
  return { clientOrderId, brokerOrderId, ...terms, reason, atMs }
}
