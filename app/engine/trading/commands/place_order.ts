import type { Command } from '#kernel/command.js'
import type { OrderSignal } from '#kernel/signal/signal.js'
import type { CommandRow } from '#ports/command_inbox.js'
import type { CommandOutcome } from '#ports/journal.js'
import { stateOf, type AccountBook } from '../account_book.js'
import { clientOrderId } from '../client_order.js'
import { orderTypeOf, readOrderWish, type OrderWish } from '../order_wish.js'
import { signalEntry } from '../signal_entry.js'
import { refuse, type CommandTranslator } from './command_translator.js'

/** An order by hand, under the same risk rules as every other. */
export const placeOrder: CommandTranslator = (book, command, { nowMs, pluginVerdicts }) => {
  const wish = readOrderWish(command.body)
  if (!wish.ok) return refuse(command, wish.failure)
  const instrument = stateOf(book).instruments.findIndex(
    ({ terms }) => terms.symbol === wish.value.symbol
  )
  if (instrument < 0) return refuse(command, `${wish.value.symbol} is not traded in this account`)
  const signal = signalOf(wish.value, instrument, book.sequence + 1)
  return {
    type: 'entries',
    entries: [signalEntry(book, signal, pluginVerdicts, nowMs)],
    outcome: (commands) => placed(book, command, commands),
  }
}

/** A person's order names itself by its row in the journal. */
function signalOf(wish: OrderWish, instrument: number, reference: number): OrderSignal {
  return {
    type: 'order',
    strategy: 0,
    instrument,
    reference,
    reason: wish.reason,
    side: wish.side,
    size: { kind: 'quantity', value: wish.quantity },
    sizedAt: 'signal',
    orderType: orderTypeOf(wish),
    limitPrice: wish.limitPrice,
    stopPrice: wish.stopPrice,
    trail: null,
    timeInForce: wish.timeInForce,
    goodTillMs: wish.goodTillMs,
    stopLoss: null,
    takeProfit: null,
    trailingStop: null,
    ocoGroup: 0,
  }
}

function placed(
  book: AccountBook,
  { id }: CommandRow,
  commands: readonly Command[]
): CommandOutcome {
  const orders = commands.flatMap((one) => (one.type === 'submit_order' ? [one.order] : []))
  const judged = commands.find((one) => one.type === 'signal_judged')
  const verdicts = judged?.verdicts.filter(({ decision }) => decision !== 'approve') ?? []
  return {
    id,
    status: orders.length > 0 ? 'done' : 'refused',
    detail: {
      orders: orders.map((order) => clientOrderId(book.account, order.sequence)),
      quantity: orders[0]?.quantity ?? 0,
      decision: judged?.decision ?? 'approve',
      reason: judged?.reason ?? null,
      verdicts: verdicts.map(({ rule, decision, reason }) => ({ rule, decision, reason })),
    },
  }
}
