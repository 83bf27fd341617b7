import type { Order } from '#kernel/order/order.js'
import type { BrokerFill } from '#ports/broker.js'
import type { JournalEntry } from '#ports/journal.js'
import { applyEntry, emptyBook, stateOf, type AccountBook } from '#engine/trading/account_book.js'
import { translateCommand } from '#engine/trading/commands/translate_command.js'
import { accountSettings, SHARE } from '#tests/support/trading_account.js'

/** A book with a price of 100 and nothing held. */
export function pricedBook(): AccountBook {
  const book = emptyBook('unit')
  applyEntry(book, { type: 'account_opened', settings: accountSettings('unit') }, 1)
  applyEntry(book, { type: 'price_seen', instrument: 0, price: 100, atMs: 2, isBarEnd: false }, 2)
  return book
}

/** Adds rows to a book. */
export function add(book: AccountBook, ...entries: readonly JournalEntry[]): void {
  for (const entry of entries) applyEntry(book, entry, book.atMs + 1)
}

/** Places an order of 10 units by hand, as a command does; returns it. */
export function placed(book: AccountBook, side: 'buy' | 'sell' = 'buy'): Order {
  const body = { symbol: SHARE.symbol, side, quantity: 10 }
  const command = {
    id: 'c',
    account: 'unit',
    kind: 'place_order',
    body,
    actor: 'test',
    expiresMs: null,
  }
  const translation = translateCommand(book, command, { nowMs: 3, pluginVerdicts: [] })
  if (translation.type !== 'entries') throw new Error(translation.type)
  add(book, ...translation.entries)
  return stateOf(book).orders.at(-1)!
}

/** An execution of an order, with what differs. */
export function executed(order: number, over: Partial<BrokerFill> = {}): BrokerFill {
  return {
    brokerFillId: 'f-1',
    clientOrderId: `ord_unit_${order}`,
    brokerOrderId: 'b-1',
    symbol: SHARE.symbol,
    side: 'buy',
    quantity: 4,
    price: 100,
    fee: 0.5,
    atMs: 5,
    ...over,
  }
}
