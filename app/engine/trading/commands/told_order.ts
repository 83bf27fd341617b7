import type { Command, SignalJudged } from '#kernel/command.js'
import type { ToldOrder } from '#ports/command_outcomes.js'
import type { AccountBook } from '../account_book.js'
import { clientOrderId } from '../client_order.js'

/** What whoever asked for an order is told of it: the order, the decision, and every verdict. */
export function toldOrder(book: AccountBook, commands: readonly Command[]): ToldOrder {
  const orders = commands.flatMap((one) => (one.type === 'submit_order' ? [one.order] : []))
  const judged = judgementOf(commands)
  return {
    orders: orders.map((order) => clientOrderId(book.account, order.sequence)),
    asked: judged?.asked ?? 0,
    quantity: orders[0]?.quantity ?? 0,
    decision: judged?.decision ?? 'approve',
    reason: reasonIn(judged),
    verdicts:
      judged?.verdicts.map(({ rule, decision, reason }) => ({ rule, decision, reason })) ?? [],
  }
}

/** How the signal was judged; where several were, the first. */
export function judgementOf(commands: readonly Command[]): SignalJudged | null {
  for (const command of commands) if (command.type === 'signal_judged') return command
  return null
}

/** Why a signal was not followed as it was, `null` where it was. */
export function reasonIn(judged: SignalJudged | null): string | null {
  return judged === null || judged.reason === '' ? null : judged.reason
}
