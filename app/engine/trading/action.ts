import type { Command } from '#kernel/command.js'
import type { Order } from '#kernel/order/order.js'
import { isReduceOnly } from '#kernel/order/working_quantity.js'
import type { TradingState } from '#kernel/state.js'
import type { BrokerChange, BrokerOrder } from '#ports/broker.js'
import type { AccountBook } from './account_book.js'
import { stateOf } from './account_book.js'
import { clientOrderId } from './client_order.js'

/** Something to be done at the broker once what it follows from is durable. */
export type Action =
  | { readonly type: 'submit'; readonly orderSequence: number; readonly order: BrokerOrder }
  | { readonly type: 'cancel'; readonly orderSequence: number; readonly clientOrderId: string }
  | { readonly type: 'replace'; readonly orderSequence: number; readonly change: BrokerChange }

/** What a command of the kernel asks of the broker; `null` for one that only tells. Copies what it needs. */
export function actionOf(book: AccountBook, command: Command, fencing: number): Action | null {
  switch (command.type) {
    case 'submit_order':
      return submitAction(book, command.order, fencing)
    case 'cancel_order':
      return cancelAction(book, command.order.sequence)
    case 'replace_order':
      return replaceAction(book, command.order, fencing)
    default:
      return null
  }
}

/** The order as it stands, to be sent. */
export function submitAction(book: AccountBook, order: Order, fencing: number): Action {
  return {
    type: 'submit',
    orderSequence: order.sequence,
    order: {
      clientOrderId: clientOrderId(book.account, order.sequence),
      symbol: symbolOf(stateOf(book), order.instrument),
      side: order.side,
      type: order.type,
      quantity: order.quantity,
      limitPrice: order.limitPrice,
      stopPrice: order.stopPrice,
      trail: order.trail === null ? null : { ...order.trail },
      timeInForce: order.timeInForce,
      goodTillMs: order.goodTillMs,
      fencing,
      attachedTo: order.parent > 0 ? clientOrderId(book.account, order.parent) : null,
      isReduceOnly: mayOnlyReduce(stateOf(book), order),
    },
  }
}

/** Whether an order may not open anything: what closes, and what sells for a strategy that may not sell short. */
function mayOnlyReduce(state: TradingState, order: Order): boolean {
  const mayShort = state.strategies[order.strategy]?.shortAllowed === true
  return isReduceOnly(order) || (order.side === 'sell' && !mayShort)
}

/** The withdrawal of an order. */
export function cancelAction(book: AccountBook, orderSequence: number): Action {
  const id = clientOrderId(book.account, orderSequence)
  return { type: 'cancel', orderSequence, clientOrderId: id }
}

/** The terms of an order as they should be at the broker. */
export function replaceAction(book: AccountBook, order: Order, fencing: number): Action {
  const { sequence, quantity, limitPrice, stopPrice } = order
  const id = clientOrderId(book.account, sequence)
  const change = { clientOrderId: id, quantity, limitPrice, stopPrice, fencing }
  return { type: 'replace', orderSequence: sequence, change }
}

/** The symbol of an instrument's index. */
export function symbolOf(state: TradingState, instrument: number): string {
  const found = state.instruments[instrument]
  if (found === undefined) throw new RangeError(`no instrument has the number ${instrument}`)
  return found.terms.symbol
}
