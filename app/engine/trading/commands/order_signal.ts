import type { ExitLevel, Order } from '#kernel/order/order.js'
import type { OrderSignal, ReplaceSignal, Signal } from '#kernel/signal/signal.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { CommandRow } from '#ports/command_inbox.js'
import { notesOf, stateOf, type AccountBook } from '../account_book.js'
import { exitFault } from '../exit_wish.js'
import { orderTypeOf, readOrderWish, type OrderWish } from '../order_wish.js'
import { fieldsOf } from './command_translator.js'
import { namedOrder } from './named_order.js'
import { priceFault } from './price_fault.js'

/**
 * The signal that a person's command comes down to, for the commands that want an order or change one;
 * `null` for all others and for those that are refused anyway. Plugin rules are asked with it.
 */
export function orderSignalOf(book: AccountBook, command: CommandRow): Signal | null {
  const read = READERS[command.kind]
  const signal = read?.(book, command)
  return signal?.ok === true ? signal.value : null
}

const READERS: Readonly<
  Record<string, (book: AccountBook, command: CommandRow) => Result<Signal, string>>
> = { place_order: readPlacement, check_order: readPlacement, replace_order: readReplacement }

/** The order that a body asks for; fails with what is wrong with it. */
export function readPlacement(book: AccountBook, command: CommandRow): Result<OrderSignal, string> {
  const wish = readOrderWish(command.body)
  if (!wish.ok) return wish
  const { symbol, limitPrice, stopPrice } = wish.value
  const { instruments } = stateOf(book)
  const instrument = instruments.findIndex(({ terms }) => terms.symbol === symbol)
  const { terms } = instruments[instrument] ?? {}
  if (terms === undefined) return err(`${symbol} is not traded in this account`)
  const { stopLoss, takeProfit } = wish.value
  const fault =
    priceFault({ limitPrice, stopPrice }, terms) ??
    priceFault({ limitPrice: priceOf(takeProfit), stopPrice: priceOf(stopLoss) }, terms) ??
    entryFault(wish.value, instruments[instrument]!.price)
  if (fault !== null) return err(fault)
  return ok(placementOf(wish.value, instrument, book.sequence + 1))
}

/** The price of an exit that is one. */
function priceOf(exit: ExitLevel | null): number | null {
  return exit?.kind === 'price' ? exit.value : null
}

/** An exit that its own entry would reach; nothing is known of it before the first price. */
function entryFault(wish: OrderWish, last: number): string | null {
  const price = wish.limitPrice ?? wish.stopPrice ?? last
  return price > 0 ? exitFault(wish, { side: wish.side, price }) : null
}

/** A person's order names itself by its row in the journal. */
function placementOf(wish: OrderWish, instrument: number, reference: number): OrderSignal {
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
    stopLoss: wish.stopLoss,
    takeProfit: wish.takeProfit,
    trailingStop: wish.trailingStop,
    ocoGroup: 0,
  }
}

/** The change of an order that a body asks for; fails with what is wrong with it. */
export function readReplacement(
  book: AccountBook,
  command: CommandRow
): Result<ReplaceSignal, string> {
  const fields = fieldsOf(command)
  const order = namedOrder(book, fields.order)
  if (!order.ok) return order
  const fault = standingFault(book, order.value, fields.order)
  if (fault !== null) return err(fault)
  const terms = { quantity: null, limitPrice: null, stopPrice: null } as Record<Term, number | null>
  for (const name of TERMS) {
    const value = fields[name] ?? null
    if (value !== null && !(typeof value === 'number' && value > 0 && value < Infinity)) {
      return err(`${name} must be above 0, was ${JSON.stringify(value).slice(0, 60)}`)
    }
    terms[name] = value
  }
  if (TERMS.every((name) => terms[name] === null || terms[name] === order.value[name])) {
    return err('nothing would change: give a quantity, a limit price or a stop price')
  }
  const { strategy, instrument, reference, sequence } = order.value
  const offTick = priceFault(terms, stateOf(book).instruments[instrument]!.terms)
  if (offTick !== null) return err(offTick)
  const { reason } = fields
  const given = typeof reason === 'string' ? reason.slice(0, 200) : null
  const place = { strategy, instrument, reference, order: sequence }
  return ok({ type: 'replace', ...place, reason: given, ...terms })
}

const TERMS = ['quantity', 'limitPrice', 'stopPrice'] as const
type Term = (typeof TERMS)[number]

/** Why an order cannot be changed as it stands, or `null`. */
function standingFault(book: AccountBook, order: Order, id: unknown): string | null {
  if (order.state === 'unknown') return `nobody knows what became of ${String(id)} at the broker`
  const { cancelReason } = notesOf(book, order.sequence)
  return cancelReason === null ? null : `${String(id)} is being cancelled: ${cancelReason}`
}
