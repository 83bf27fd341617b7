import { openOrder } from '#kernel/order/order_event.js'
import { stateOf } from '../account_book.js'
import { clientOrderId, orderSequenceOf } from '../client_order.js'
import { fieldsOf, refuse, type CommandTranslator } from './command_translator.js'

/** Asks the broker to cancel one order. */
export const cancelOrder: CommandTranslator = (book, command) => {
  const { order } = fieldsOf(command)
  const id = typeof order === 'string' ? order : ''
  const orderSequence = orderSequenceOf(book.account, id)
  if (orderSequence === null) {
    const example = clientOrderId(book.account, 12)
    return refuse(command, `"${id.slice(0, 60)}" is not an order of this account, like ${example}`)
  }
  if (openOrder(stateOf(book), orderSequence) === null) {
    const isKnown = orderSequence <= stateOf(book).orderCount
    return refuse(command, isKnown ? `${id} has ended already` : `there is no order ${id}`)
  }
  return {
    type: 'entries',
    entries: [{ type: 'cancel_asked', orderSequence, reason: 'cancelled by hand' }],
    outcome: () => ({ id: command.id, status: 'done', detail: { order: id } }),
  }
}
