import type { Command } from '#kernel/command.js'
import { openOrder } from '#kernel/order/order_event.js'
import type { OrderSignal } from '#kernel/signal/signal.js'
import type { TradingMode } from '#kernel/state.js'
import type { CommandRow } from '#ports/command_inbox.js'
import type { CommandOutcome } from '#ports/journal.js'
import { stateOf, type AccountBook } from './account_book.js'
import { clientOrderId, orderSequenceOf } from './client_order.js'
import { orderTypeOf, readOrderWish, type OrderWish } from './order_wish.js'
import { signalEntry } from './signal_entry.js'
import type { Translation } from './translation.js'

/** What an operator's command means for the account. Its body is looked at here, whoever wrote it. */
export function translateCommand(
  book: AccountBook,
  command: CommandRow,
  nowMs: number
): Translation {
  if (command.expiresMs !== null && nowMs > command.expiresMs) {
    return refuse(command, 'it came too late: nobody was there to carry it out in time')
  }
  switch (command.kind) {
    case 'place_order':
      return placeOrder(book, command, nowMs)
    case 'cancel_order':
      return cancelOrder(book, command)
    case 'halt':
      return changeMode(command, 'halted', reasonOf(command))
    case 'resume':
      return changeMode(command, 'active', reasonOf(command))
    default:
      return refuse(command, `there is no command "${command.kind.slice(0, 40)}"`)
  }
}

function placeOrder(book: AccountBook, command: CommandRow, nowMs: number): Translation {
  const wish = readOrderWish(command.body)
  if (!wish.ok) return refuse(command, wish.failure)
  const instrument = stateOf(book).instruments.findIndex(
    ({ terms }) => terms.symbol === wish.value.symbol
  )
  if (instrument < 0) return refuse(command, `${wish.value.symbol} is not traded in this account`)
  const signal = signalOf(wish.value, instrument, book.sequence + 1)
  return {
    type: 'entries',
    entries: [signalEntry(book, signal, [], nowMs)],
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

function cancelOrder(book: AccountBook, command: CommandRow): Translation {
  const body = command.body as { order?: unknown } | null
  const id = typeof body?.order === 'string' ? body.order : ''
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

function changeMode(command: CommandRow, mode: TradingMode, reason: string): Translation {
  return {
    type: 'entries',
    entries: [{ type: 'mode_changed', mode, reason }],
    outcome: (commands) => {
      const cancels = commands.filter(({ type }) => type === 'cancel_order').length
      return { id: command.id, status: 'done', detail: { mode, cancels } }
    },
  }
}

function reasonOf(command: CommandRow): string {
  const body = command.body as { reason?: unknown } | null
  const { reason } = body ?? {}
  return typeof reason === 'string' && reason !== '' ? reason.slice(0, 200) : 'asked by a person'
}

function refuse({ id }: CommandRow, reason: string): Translation {
  return { type: 'refused', outcome: { id, status: 'refused', detail: { reason } } }
}
