import { test } from '@japa/runner'
import type { BrokerReport } from '#ports/broker.js'
import { stateOf, type AccountBook } from '#engine/trading/account_book.js'
import { translateReport } from '#engine/trading/translate_report.js'
import { add, executed, placed, pricedBook } from './book.js'

const told = (book: AccountBook, report: BrokerReport, known: readonly string[] = []) =>
  translateReport(book, report, { nowMs: 9, isKnownFill: (id) => known.includes(id) })

/** Adds what a report comes down to; returns its type. */
function take(book: AccountBook, report: BrokerReport): string {
  const translation = told(book, report)
  if (translation.type === 'entries') add(book, ...translation.entries)
  return translation.type
}

const cancelled = (filled: number): BrokerReport => ({
  type: 'cancelled',
  clientOrderId: 'ord_unit_1',
  filled,
  reason: 'asked for',
  atMs: 6,
})

test.group('what a broker tells', () => {
  test('an execution is booked once, its fee in millionths', ({ assert }) => {
    const book = pricedBook()
    placed(book)
    const report: BrokerReport = { type: 'filled', fill: executed(1) }
    const translation = told(book, report)
    assert.containSubset(translation, {
      entries: [{ type: 'order_filled', orderSequence: 1, quantity: 4, fee: 500_000 }],
    })
    assert.equal(told(book, report, ['f-1']).type, 'nothing')
  })

  test('an ending waits for the executions before it', ({ assert }) => {
    const book = pricedBook()
    placed(book)
    assert.equal(take(book, cancelled(4)), 'early')
    assert.equal(take(book, { type: 'filled', fill: executed(1) }), 'entries')
    assert.equal(take(book, cancelled(4)), 'entries')
    assert.lengthOf(stateOf(book).orders, 0)
    assert.equal(stateOf(book).positions[0]!.quantity, 4)
  })

  test('words that come twice or too late change nothing', ({ assert }) => {
    const book = pricedBook()
    placed(book)
    const accepted: BrokerReport = {
      type: 'accepted',
      clientOrderId: 'ord_unit_1',
      brokerOrderId: 'b-1',
      atMs: 4,
    }
    assert.equal(take(book, accepted), 'entries')
    assert.equal(take(book, accepted), 'nothing')
    assert.equal(take(book, cancelled(0)), 'entries')
    for (const report of [accepted, cancelled(0)]) assert.equal(take(book, report), 'nothing')
  })

  for (const [what, over] of [
    ['another symbol', { symbol: 'US.MSFT' }],
    ['the other side', { side: 'sell' }],
    ['more than is left', { quantity: 11 }],
    ['no price', { price: 0 }],
    ['a fee that is no number', { fee: Number.NaN }],
    ['an order that has ended', { clientOrderId: 'ord_unit_7' }],
  ] as const) {
    test(`an execution with ${what} is kept and halts`, ({ assert }) => {
      const book = pricedBook()
      placed(book)
      assert.equal(take(book, { type: 'filled', fill: executed(1, over) }), 'entries')
      assert.equal(stateOf(book).mode, 'halted')
      assert.deepEqual(book.refusedFills, ['f-1'])
      assert.equal(stateOf(book).positions[0]!.quantity, 0)
    })
  }

  test("what others trade in the broker's account is left alone", ({ assert }) => {
    const book = pricedBook()
    const fill = executed(1, { clientOrderId: null })
    assert.equal(told(book, { type: 'filled', fill }).type, 'nothing')
    const foreign = executed(1, { clientOrderId: 'ord_other_1' })
    assert.equal(told(book, { type: 'filled', fill: foreign }).type, 'nothing')
  })
})

test.group('an order of unknown fate', () => {
  test('speaks against new risk in its instrument, never against an exit', ({ assert }) => {
    const book = pricedBook()
    placed(book)
    add(book, {
      type: 'order_filled',
      orderSequence: 1,
      fillSequence: 1,
      quantity: 10,
      price: 100,
      marketPrice: 100,
      fee: 0 as never,
      atMs: 5,
      brokerFillId: 'f-0',
    })
    placed(book)
    add(book, { type: 'order_event', orderSequence: 2, event: 'order_lost', atMs: 6 })
    assert.equal(stateOf(book).orders[0]!.state, 'unknown')
    assert.equal(placed(book).sequence, 2, 'no new order was made')
    assert.equal(stateOf(book).orderCount, 2)
    const exit = placed(book, 'sell')
    assert.deepEqual([exit.sequence, exit.role], [3, 'close'])
  })
})
