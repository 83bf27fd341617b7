import type { SignalJudged } from '#kernel/command.js'
import type { Fill } from '#kernel/order/fill.js'
import type { Order } from '#kernel/order/order.js'
import { deriveId } from '#kernel/values/id.js'
import { positionOf, type TradingState } from '#kernel/state.js'
import type { DecisionRecord, FillRecord, OrderRecord, PositionRecord } from '#ports/journal.js'
import { stateOf, type AccountBook, type OrderNotes } from './account_book.js'
import { symbolOf } from './action.js'
import { clientOrderId } from './client_order.js'

/** The id of a strategy's index. */
export function strategyOf(state: TradingState, strategy: number): string {
  const found = state.strategies[strategy]
  if (found === undefined) throw new RangeError(`no strategy has the number ${strategy}`)
  return found.id
}

/** An order's row. The kernel takes an order for sent when it is made; its row says `pending` until it is. */
export function orderRecord(book: AccountBook, order: Order, notes: OrderNotes): OrderRecord {
  const state = stateOf(book)
  return {
    clientOrderId: clientOrderId(book.account, order.sequence),
    strategy: strategyOf(state, order.strategy),
    symbol: symbolOf(state, order.instrument),
    order: { ...order },
    state: order.state === 'submitted' && !notes.isSent ? 'pending' : order.state,
    brokerOrderId: notes.brokerOrderId,
    remark: remarkOf(order, notes),
    trace: notes.trace,
    updatedMs: book.atMs,
  }
}

/** Why an order ended: why we wanted it cancelled says more than that the broker did it. */
function remarkOf({ state }: Order, { cancelReason, brokerReason }: OrderNotes): string | null {
  const isOurs = state === 'cancelled' && cancelReason !== null
  return isOurs ? cancelReason : (brokerReason ?? cancelReason)
}

/** An execution's row. One that the broker has no number for gets one of ours. */
export function fillRecord(book: AccountBook, fill: Fill, brokerFillId: string | null): FillRecord {
  const state = stateOf(book)
  const { sequence, orderSequence } = fill
  return {
    fill,
    brokerFillId: brokerFillId ?? deriveId('fil', book.account, sequence),
    clientOrderId: orderSequence === 0 ? null : clientOrderId(book.account, orderSequence),
    strategy: strategyOf(state, fill.strategy),
    symbol: symbolOf(state, fill.instrument),
  }
}

/** A position's row. */
export function positionRecord(
  book: AccountBook,
  strategy: number,
  instrument: number
): PositionRecord {
  const state = stateOf(book)
  const { quantity, averageCost, value, basis, realised, fees, income } = positionOf(
    state,
    strategy,
    instrument
  )
  return {
    strategy: strategyOf(state, strategy),
    symbol: symbolOf(state, instrument),
    quantity,
    averageCost,
    price: state.instruments[instrument]?.price ?? 0,
    value,
    basis,
    realised,
    fees,
    income,
    updatedMs: book.atMs,
  }
}

/** The row of a judgement, the `part`-th of its row of the journal. */
export function decisionRecord(
  book: AccountBook,
  judged: SignalJudged,
  part: number
): DecisionRecord {
  const state = stateOf(book)
  const order = judged.orderSequence ?? null
  return {
    sequence: book.sequence,
    part,
    clientOrderId: order === null ? null : clientOrderId(book.account, order),
    atMs: judged.atMs,
    strategy: strategyOf(state, judged.signal.strategy),
    symbol: symbolOf(state, judged.signal.instrument),
    decision: judged.decision,
    code: judged.code,
    reason: judged.reason,
    asked: judged.asked,
    quantity: judged.quantity,
    verdicts: judged.verdicts,
  }
}
