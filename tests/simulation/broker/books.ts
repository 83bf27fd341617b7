import type { BrokerFill, BrokerOrder, BrokerOrderState, BrokerOrderStatus } from '#ports/broker.js'
import { termsOf } from '../world/terms.js'

/** An order in the books of the simulated broker. */
export interface BookedOrder {
  readonly first: BrokerOrder
  readonly brokerOrderId: string
  status: BrokerOrderStatus
  quantity: number
  filled: number
  limitPrice: number | null
  stopPrice: number | null
  reason: string | null
  /** A stop of any kind was reached. */
  isTriggered: boolean
  /** Best price of a trailing stop, cents. */
  bestCents: number
  atMs: number
}

/** An execution with the cash that it moved, fee included, in whole cents of its own currency. */
export interface BookedExecution extends BrokerFill {
  readonly cashCents: number
}

/** What is told of an execution. */
export function toldOf(execution: BookedExecution): BrokerFill {
  const { brokerFillId, clientOrderId, brokerOrderId, symbol, side } = execution
  const { quantity, price, fee, atMs } = execution
  return { brokerFillId, clientOrderId, brokerOrderId, symbol, side, quantity, price, fee, atMs }
}

/** What the simulated broker knows for sure. It is kept apart from everything that the engine keeps. */
export class BrokerBooks {
  readonly orders = new Map<string, BookedOrder>()
  readonly executions: BookedExecution[] = []
  /** Units by symbol. */
  readonly positions = new Map<string, number>()
  /** Cash that executions and fees moved since the account began, in cents of each currency. */
  readonly cashCents = new Map<string, number>()

  add(order: BrokerOrder, atMs: number): BookedOrder {
    const booked: BookedOrder = {
      first: order,
      brokerOrderId: `b${this.orders.size + 1}`,
      status: 'working',
      quantity: order.quantity,
      filled: 0,
      limitPrice: order.limitPrice,
      stopPrice: order.stopPrice,
      reason: null,
      isTriggered: order.type === 'market' || order.type === 'limit',
      bestCents: 0,
      atMs,
    }
    this.orders.set(order.clientOrderId, booked)
    return booked
  }

  /** Books an execution of an order at a price; fee in cents of the symbol's currency. */
  execute(
    order: BookedOrder,
    { quantity, cents, feeCents }: { quantity: number; cents: number; feeCents: number },
    atMs: number
  ): BookedExecution {
    const { symbol, side, clientOrderId } = order.first
    const { currency } = termsOf(symbol)
    const sign = side === 'buy' ? 1 : -1
    const execution: BookedExecution = {
      brokerFillId: `x${this.executions.length + 1}`,
      clientOrderId,
      brokerOrderId: order.brokerOrderId,
      symbol,
      side,
      quantity,
      price: cents / 100,
      fee: feeCents / 100,
      atMs,
      cashCents: -sign * quantity * cents - feeCents,
    }
    this.executions.push(execution)
    order.filled += quantity
    order.atMs = atMs
    if (order.filled === order.quantity) order.status = 'filled'
    this.positions.set(symbol, (this.positions.get(symbol) ?? 0) + sign * quantity)
    this.cashCents.set(currency, (this.cashCents.get(currency) ?? 0) + execution.cashCents)
    return execution
  }

  /** What the broker tells of an order when it is asked. */
  stateOf(order: BookedOrder): BrokerOrderState {
    const { first, brokerOrderId, status, quantity, filled, limitPrice, stopPrice } = order
    return {
      clientOrderId: first.clientOrderId,
      brokerOrderId,
      symbol: first.symbol,
      side: first.side,
      status,
      quantity,
      filled,
      limitPrice,
      stopPrice,
      reason: order.reason,
      atMs: order.atMs,
    }
  }
}
