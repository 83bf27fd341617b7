import { openOrder } from '#kernel/order/order_event.js'
import type { Order } from '#kernel/order/order.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import { stateOf, type AccountBook } from '../account_book.js'
import { clientOrderId, orderSequenceOf } from '../client_order.js'

/** The working order that a person names by its id; a sentence for one that is not there or over. */
export function namedOrder(book: AccountBook, given: unknown): Result<Order, string> {
  const id = typeof given === 'string' ? given : ''
  const sequence = orderSequenceOf(book.account, id)
  if (sequence === null) {
    const example = clientOrderId(book.account, 12)
    return err(`"${id.slice(0, 60)}" is not an order of this account, like ${example}`)
  }
  const order = openOrder(stateOf(book), sequence)
  if (order !== null) return ok(order)
  const isKnown = sequence <= stateOf(book).orderCount
  return err(isKnown ? `${id} has ended already` : `there is no order ${id}`)
}
