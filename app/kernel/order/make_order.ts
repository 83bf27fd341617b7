import type { Command } from '../command.js'
import type { OrderSignal, TargetSignal } from '../signal/signal.js'
import type { InstrumentState, TradingState } from '../state.js'
import { roundToTick, type TickRounding } from '../values/price.js'
import type { Order, OrderRole, Side } from './order.js'
import { nextOrderState } from './order_state.js'
import { countWorking } from './working_quantity.js'

/** What decides a new order besides the signal that asked for it. */
export interface OrderDraft {
  readonly strategy: number
  readonly instrument: number
  readonly side: Side
  readonly quantity: number
  readonly role: OrderRole
  readonly type: Order['type']
  readonly limitPrice: number | null
  readonly stopPrice: number | null
  readonly trail: Order['trail']
  readonly timeInForce: Order['timeInForce']
  readonly goodTillMs: number | null
  readonly ocoGroup: number
  readonly parent: number
  readonly stopLoss: Order['stopLoss']
  readonly takeProfit: Order['takeProfit']
  readonly trailingStop: Order['trailingStop']
  readonly reference: number
  readonly reason: string | null
}

/** The draft that a signal asks for, once its side, quantity and role are known. */
export function draftOf(
  signal: OrderSignal | TargetSignal,
  decided: { side: Side; quantity: number; role: OrderRole }
): OrderDraft {
  return {
    strategy: signal.strategy,
    instrument: signal.instrument,
    side: decided.side,
    quantity: decided.quantity,
    role: decided.role,
    type: signal.orderType,
    limitPrice: signal.limitPrice,
    stopPrice: signal.stopPrice,
    trail: signal.trail,
    timeInForce: signal.timeInForce,
    goodTillMs: signal.goodTillMs,
    ocoGroup: signal.ocoGroup,
    parent: 0,
    stopLoss: signal.stopLoss,
    takeProfit: signal.takeProfit,
    trailingStop: signal.trailingStop,
    reference: signal.reference,
    reason: signal.reason,
  }
}

/**
 * Rounds an order price to the tick, never to the trader's harm: a limit to buy down and to sell up; a
 * stop to the nearest tick.
 */
export function orderPrice(
  state: TradingState,
  instrument: number,
  price: number | null,
  rounding: TickRounding
): number | null {
  if (price === null || state.settings.priceRounding === 'none') return price
  const { tickSize } = (state.instruments[instrument] as InstrumentState).terms
  const rounded = roundToTick(price, tickSize, rounding)
  return rounded > 0 ? rounded : tickSize
}

/** The state of an order that has just been sent. */
const SENT = nextOrderState('pending', 'order_sent')

/** An order's prices as it would carry them: on the tick, see `orderPrice`. */
export function pricesOnTick(
  state: TradingState,
  terms: {
    readonly instrument: number
    readonly side: Side
    readonly limitPrice: number | null
    readonly stopPrice: number | null
  }
): { limitPrice: number | null; stopPrice: number | null } {
  const limitRounding = terms.side === 'buy' ? 'down' : 'up'
  return {
    limitPrice: orderPrice(state, terms.instrument, terms.limitPrice, limitRounding),
    stopPrice: orderPrice(state, terms.instrument, terms.stopPrice, 'nearest'),
  }
}

/** Makes an order, keeps it among the open ones, and asks for it to be sent. */
export function submitOrder(
  state: TradingState,
  draft: OrderDraft,
  atMs: number,
  out: Command[]
): Order {
  const hasPrices = draft.limitPrice !== null || draft.stopPrice !== null
  const { limitPrice, stopPrice } = hasPrices ? pricesOnTick(state, draft) : draft
  const order: Order = {
    sequence: ++state.orderCount,
    strategy: draft.strategy,
    instrument: draft.instrument,
    side: draft.side,
    type: draft.type,
    quantity: draft.quantity,
    filled: 0,
    averagePrice: 0,
    state: SENT,
    limitPrice,
    stopPrice,
    trail: draft.trail,
    trailBest: null,
    triggered: false,
    role: draft.role,
    timeInForce: draft.timeInForce,
    goodTillMs: draft.goodTillMs,
    ocoGroup: draft.ocoGroup,
    parent: draft.parent,
    stopLoss: draft.stopLoss,
    takeProfit: draft.takeProfit,
    trailingStop: draft.trailingStop,
    createdMs: atMs,
    isWithdrawn: false,
    reference: draft.reference,
    reason: draft.reason,
  }
  state.orders.push(order)
  countWorking(state, order, 1)
  out.push({ type: 'submit_order', order })
  return order
}
