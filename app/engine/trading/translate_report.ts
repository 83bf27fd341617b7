import { remainingOf, type Order } from '#kernel/order/order.js'
import { endedOrder } from '#kernel/order/ended_orders.js'
import { openOrder, type BrokerWord } from '#kernel/order/order_event.js'
import { IllegalOrderMove, nextOrderState } from '#kernel/order/order_state.js'
import { toMicros } from '#kernel/values/micros.js'
import { isPrice } from '#kernel/values/price.js'
import type { BrokerFill, BrokerReport } from '#ports/broker.js'
import type { JournalEntry } from '#ports/journal.js'
import { stateOf, type AccountBook } from './account_book.js'
import { symbolOf } from './action.js'
import { orderSequenceOf } from './client_order.js'
import { NOTHING, single, type Translation } from './translation.js'

/** Less than this part of a unit is taken for nothing. */
const NOTHING_LEFT = 1e-9

/** What a broker's word means for the account. Its clock is not ours: rows carry the time of their arrival. */
export function translateReport(
  book: AccountBook,
  report: BrokerReport,
  context: { readonly nowMs: number; isKnownFill(id: string): boolean }
): Translation {
  switch (report.type) {
    case 'filled':
      return context.isKnownFill(report.fill.brokerFillId)
        ? NOTHING
        : translateFill(book, report.fill, context.nowMs)
    case 'accepted':
      return word(book, report.clientOrderId, 'order_accepted', {
        atMs: context.nowMs,
        brokerOrderId: report.brokerOrderId,
      })
    case 'rejected':
      return word(book, report.clientOrderId, 'order_rejected', {
        atMs: context.nowMs,
        brokerReason: report.reason,
      })
    case 'cancelled':
    case 'expired':
      return ending(book, report, context.nowMs)
    case 'change_refused':
      return changeRefused(book, report, context.nowMs)
    case 'replaced':
      return changeTaken(book, report)
    default:
      return NOTHING
  }
}

function translateFill(book: AccountBook, fill: BrokerFill, atMs: number): Translation {
  const sequence = orderSequenceOf(book.account, fill.clientOrderId)
  // What others trade in the same account at the broker is for the reconciliation.
  if (sequence === null) return NOTHING
  const state = stateOf(book)
  const open = openOrder(state, sequence)
  const order = open ?? endedOrder(state, sequence)
  const fault = order === null ? 'its order has ended' : fillFault(book, order, fill)
  if (order === null || fault !== null) return refusedFill(fill, fault ?? '')
  const crossed = open === null ? null : crossedChange(book, open, fill, atMs)
  const instrument = state.instruments[order.instrument]!
  if (open === null) return lateFill(book, order, fill, atMs)
  const filled: JournalEntry = {
    type: 'order_filled',
    orderSequence: sequence,
    fillSequence: book.fillCount + 1,
    quantity: fill.quantity,
    price: fill.price,
    marketPrice: marketPriceOf(fill, instrument.price),
    fee: toMicros(fill.fee * instrument.fxRate),
    atMs,
    brokerFillId: fill.brokerFillId,
  }
  return crossed === null
    ? single(filled)
    : { type: 'entries', entries: [crossed.before, filled, ...crossed.after] }
}

/**
 * What surrounds an execution that may have crossed a change on its way, one that made the order smaller and
 * that the broker has not confirmed: where the order would be done by our terms, it has those again that
 * the broker may know, and what they leave over is withdrawn. It ends when the broker says so.
 */
function crossedChange(
  book: AccountBook,
  order: Order,
  fill: BrokerFill,
  atMs: number
): { readonly before: JournalEntry; readonly after: readonly JournalEntry[] } | null {
  const { sequence: orderSequence, limitPrice, stopPrice } = order
  const quantity = largestOf(book, order)
  const isDone = fill.quantity >= remainingOf(order) - NOTHING_LEFT
  const confirmed = book.notes[orderSequence]?.confirmed ?? order.quantity
  const isMore = fill.quantity > remainingOf(order) + NOTHING_LEFT
  const isOpenToMore = quantity > order.quantity && confirmed !== order.quantity
  if (!isMore && !(isDone && isOpenToMore)) return null
  const brokerReason = 'an execution came before the change'
  const terms = { orderSequence, quantity, limitPrice, stopPrice, atMs, brokerReason }
  const hasRest = quantity - order.filled - fill.quantity > NOTHING_LEFT
  const reason = 'more was filled than was still wanted'
  return {
    before: { type: 'change_refused', ...terms },
    after: hasRest ? [{ type: 'cancel_asked', orderSequence, reason }] : [],
  }
}

/** Units for which an order may still work at the broker, whatever has been asked for since. */
function largestOf(book: AccountBook, { sequence, quantity }: Order): number {
  return Math.max(quantity, book.notes[sequence]?.largest ?? 0)
}

/** An execution that crossed the end of its order on the way: it happened, and is booked. */
function lateFill(book: AccountBook, order: Order, fill: BrokerFill, atMs: number): Translation {
  const { strategy, instrument, side, sequence } = order
  const { quantity, price, brokerFillId } = fill
  const { fxRate } = stateOf(book).instruments[instrument]!
  return single({
    type: 'fill_booked',
    strategy,
    instrument,
    side,
    quantity,
    price,
    fee: toMicros(fill.fee * fxRate),
    orderSequence: sequence,
    fillSequence: book.fillCount + 1,
    atMs,
    brokerFillId,
  })
}

/** A change that the broker has made. Only the one that is still wanted says something. */
function changeTaken(
  book: AccountBook,
  { clientOrderId, quantity }: Extract<BrokerReport, { type: 'replaced' }>
): Translation {
  const orderSequence = orderSequenceOf(book.account, clientOrderId)
  const order = orderSequence === null ? null : openOrder(stateOf(book), orderSequence)
  if (order === null || orderSequence === null || order.quantity !== quantity) return NOTHING
  if (book.notes[orderSequence]?.confirmed === quantity) return NOTHING
  return single({ type: 'change_confirmed', orderSequence, quantity })
}

/** A change that the broker did not make: the order goes back to what it works under. */
function changeRefused(
  book: AccountBook,
  report: Extract<BrokerReport, { type: 'change_refused' }>,
  atMs: number
): Translation {
  const { clientOrderId, reason, quantity, limitPrice, stopPrice } = report
  const sequence = orderSequenceOf(book.account, clientOrderId)
  const order = sequence === null ? null : openOrder(stateOf(book), sequence)
  if (order === null || sequence === null) return NOTHING
  if (quantity > 0 && quantity <= order.filled) {
    // It was to be made larger, and all of what it stays at is filled.
    return word(book, clientOrderId, 'order_cancelled', { atMs, brokerReason: reason })
  }
  const isSound = quantity > order.filled && isTerm(limitPrice) && isTerm(stopPrice)
  if (!isSound || !(quantity < Infinity)) {
    return single({
      type: 'arrival_refused',
      arrival: JSON.stringify(report),
      reason: `${clientOrderId} cannot work for ${quantity} at ${limitPrice} and ${stopPrice}`,
      isGrave: false,
      brokerFillId: null,
    })
  }
  return single({
    type: 'change_refused',
    orderSequence: sequence,
    quantity,
    limitPrice,
    stopPrice,
    atMs,
    brokerReason: reason,
  })
}

function isTerm(price: number | null): boolean {
  return price === null || isPrice(price)
}

/** What speaks against an execution, or `null`. A broker's figures are looked at before the ledger sees them. */
function fillFault(book: AccountBook, order: Order, fill: BrokerFill): string | null {
  const symbol = symbolOf(stateOf(book), order.instrument)
  if (fill.symbol !== symbol) return `it is of ${fill.symbol}, the order of ${symbol}`
  if (fill.side !== order.side) return `it is a ${fill.side}, the order a ${order.side}`
  if (!(fill.quantity > 0 && fill.quantity < Infinity)) return `its quantity is ${fill.quantity}`
  if (!(fill.price > 0 && fill.price < Infinity)) return `its price is ${fill.price}`
  if (!(fill.fee >= 0 && fill.fee < 1e9)) return `its fee is ${fill.fee}`
  const left = largestOf(book, order) - order.filled
  return fill.quantity > left + NOTHING_LEFT
    ? `${fill.quantity} were filled, the order has ${left} left`
    : null
}

/** An execution that the books cannot take must not be forgotten, and nothing may go on as if it were not. */
function refusedFill(fill: BrokerFill, fault: string): Translation {
  return single({
    type: 'arrival_refused',
    arrival: JSON.stringify(fill),
    reason: `execution ${fill.brokerFillId} of ${fill.clientOrderId} cannot be booked: ${fault}`,
    isGrave: true,
    brokerFillId: fill.brokerFillId,
  })
}

/** An order that ended at the broker: taken when everything it filled before is in the books. */
function ending(
  book: AccountBook,
  report: Extract<BrokerReport, { type: 'cancelled' | 'expired' }>,
  atMs: number
): Translation {
  const sequence = orderSequenceOf(book.account, report.clientOrderId)
  const order = sequence === null ? null : openOrder(stateOf(book), sequence)
  if (order === null) return NOTHING
  if (order.filled < report.filled - NOTHING_LEFT) {
    return { type: 'early', clientOrderId: report.clientOrderId }
  }
  const event = report.type === 'expired' ? 'order_expired' : 'order_cancelled'
  return word(book, report.clientOrderId, event, { atMs, brokerReason: report.reason })
}

function word(
  book: AccountBook,
  id: string,
  event: BrokerWord,
  facts: { atMs: number; brokerOrderId?: string; brokerReason?: string }
): Translation {
  const sequence = orderSequenceOf(book.account, id)
  const order = sequence === null ? null : openOrder(stateOf(book), sequence)
  // Late words about an order that has ended change nothing: an ended order stays so.
  if (order === null || sequence === null) return NOTHING
  const taken: BrokerWord =
    event === 'order_rejected' && order.filled > 0 ? 'order_cancelled' : event
  if (!isLegal(order, taken)) return NOTHING
  const isKnown =
    event === 'order_accepted' && (book.notes[sequence]?.brokerOrderId ?? null) !== null
  if (isKnown && order.state !== 'unknown') return NOTHING
  return single({
    type: 'order_event',
    orderSequence: sequence,
    event: taken,
    ...facts,
  })
}

function isLegal(order: Order, event: BrokerWord): boolean {
  try {
    nextOrderState(order.state, event)
    return true
  } catch (error) {
    if (error instanceof IllegalOrderMove) return false
    throw error
  }
}

/** The price that slippage is measured against: the broker's own word, else the last one seen. */
function marketPriceOf({ marketPrice, price }: BrokerFill, last: number): number {
  if (marketPrice !== undefined && isPrice(marketPrice)) return marketPrice
  return last > 0 ? last : price
}
