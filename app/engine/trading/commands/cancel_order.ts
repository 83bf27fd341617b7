import type { OutcomeOf } from '#ports/command_outcomes.js'
import { clientOrderId } from '../client_order.js'
import { fieldsOf, reasonOf, refuse, type CommandTranslator } from './command_translator.js'
import { namedOrder } from './named_order.js'

/** Asks the broker to cancel one order. */
export const cancelOrder: CommandTranslator = (book, command) => {
  const order = namedOrder(book, fieldsOf(command).order)
  if (!order.ok) return refuse(command, order.failure)
  const { reason: given } = fieldsOf(command)
  const reason = given === undefined ? 'cancelled by hand' : reasonOf(command)
  const orderSequence = order.value.sequence
  const id = clientOrderId(book.account, orderSequence)
  return {
    type: 'entries',
    entries: [{ type: 'cancel_asked', orderSequence, reason }],
    outcome: () => ({
      id: command.id,
      status: 'done',
      detail: { order: id } satisfies OutcomeOf<'cancel_order'>,
    }),
  }
}
