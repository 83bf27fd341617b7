import { test } from '@japa/runner'
import type { Order } from '#kernel/order/order.js'
import type { BrokerReport } from '#ports/broker.js'
import { stateOf, type AccountBook } from '#engine/trading/account_book.js'
import { translateReport } from '#engine/trading/translate_report.js'
import { add, executed, placed, pricedBook } from './book.js'

/** Adds what a report comes down to; returns the types of its rows. */
function take(book: AccountBook, report: BrokerReport): string[] {
  const translation = translateReport(book, report, { nowMs: 9, isKnownFill: () => false })
  if (translation.type !== 'entries') return [translation.type]
  add(book, ...translation.entries)
  return translation.entries.map(({ type }) => type)
}

const filled = (quantity: number, id = 'f-1'): BrokerReport => ({
  type: 'filled',
  fill: executed(1, { quantity, brokerFillId: id }),
})

const terms = (quantity: number) => ({
  clientOrderId: 'ord_unit_1',
  quantity,
  limitPrice: null,
  stopPrice: null,
  atMs: 6,
})

/** A book with one order for 10 that was changed to another quantity since. */
function changed(quantity: number): { book: AccountBook; order: Order } {
  const book = pricedBook()
  const order = placed(book)
  const { reference } = order
  const prices = { limitPrice: null, stopPrice: null, reason: null }
  const signal = { type: 'replace', strategy: 0, instrument: 0, reference, quantity, ...prices }
  add(book, { type: 'signal_proposed', signal: signal as never, atMs: 4, pluginVerdicts: [] })
  return { book, order }
}

test.group('an execution and a change that cross', () => {
  test('more than was still wanted is booked, and what is left is withdrawn', ({ assert }) => {
    const { book, order } = changed(4)
    assert.equal(order.quantity, 4)
    assert.deepEqual(take(book, filled(6)), ['change_refused', 'order_filled', 'cancel_asked'])
    assert.equal(stateOf(book).mode, 'active')
    assert.equal(stateOf(book).positions[0]!.quantity, 6)
    assert.equal(stateOf(book).orders[0]!.filled, 6)
    assert.isNotNull(book.notes[1]!.cancelReason)
    assert.deepEqual(take(book, { type: 'cancelled', ...terms(0), filled: 6, reason: '' }), [
      'order_event',
    ])
    assert.lengthOf(stateOf(book).orders, 0)
  })

  test('all of it leaves nothing to withdraw', ({ assert }) => {
    const { book } = changed(4)
    assert.deepEqual(take(book, filled(10)), ['change_refused', 'order_filled'])
    assert.lengthOf(stateOf(book).orders, 0)
    assert.equal(stateOf(book).positions[0]!.quantity, 10)
  })

  test('what is done by our terms alone ends on the word of the broker', ({ assert }) => {
    const { book } = changed(4)
    assert.deepEqual(take(book, filled(4)), ['change_refused', 'order_filled', 'cancel_asked'])
    assert.lengthOf(stateOf(book).orders, 1, 'the broker may still work for 6')
  })

  test('a change that the broker has confirmed counts', ({ assert }) => {
    const { book } = changed(4)
    assert.deepEqual(take(book, { type: 'replaced', ...terms(7) }), ['nothing'], 'an older change')
    assert.deepEqual(take(book, { type: 'replaced', ...terms(4) }), ['change_confirmed'])
    assert.deepEqual(take(book, { type: 'replaced', ...terms(4) }), ['nothing'])
    assert.deepEqual(take(book, filled(4)), ['order_filled'])
    assert.lengthOf(stateOf(book).orders, 0)
  })

  test('beyond everything that was ever sent it is kept and halts', ({ assert }) => {
    const { book } = changed(4)
    assert.deepEqual(take(book, filled(11)), ['arrival_refused'])
    assert.equal(stateOf(book).mode, 'halted')
  })

  test('a refused enlargement of what is filled by now ends the order', ({ assert }) => {
    const { book } = changed(14)
    assert.deepEqual(take(book, filled(10)), ['order_filled'])
    assert.lengthOf(stateOf(book).orders, 1)
    const refused: BrokerReport = { type: 'change_refused', ...terms(10), reason: 'no' }
    assert.deepEqual(take(book, refused), ['order_event'])
    assert.lengthOf(stateOf(book).orders, 0)
  })
})
