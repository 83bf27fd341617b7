import { test } from '@japa/runner'
import { stateOf } from '#engine/trading/account_book.js'
import { carryOut, fillOrder, openBook, reasonOf } from './carry_out.js'

const HALF = { symbol: 'US.AAPL', strategy: 'manual', fraction: 0.5 }

/** A book that holds 11 US.AAPL, bought by hand at 100; short of them when sold. */
function holding(side: 'buy' | 'sell' = 'buy') {
  const book = openBook()
  carryOut(book, 'place_order', { symbol: 'US.AAPL', side, quantity: 11 })
  fillOrder(book, 1)
  return book
}

test.group('out of a part of a position', () => {
  test('the part is sold at the market, rounded down to whole units', ({ assert }) => {
    const book = holding()
    const { outcome } = carryOut(book, 'reduce_position', HALF)
    assert.deepInclude(outcome.detail, { quantity: 5, decision: 'approve' })
    const order = stateOf(book).orders.at(-1)!
    assert.deepInclude(order, { side: 'sell', quantity: 5, type: 'market' })
  })

  test('a short is bought back', ({ assert }) => {
    const book = holding('sell')
    carryOut(book, 'reduce_position', { ...HALF, fraction: 0.2 })
    assert.deepInclude(stateOf(book).orders.at(-1)!, { side: 'buy', quantity: 2 })
  })

  test('it is let through while trading is stopped: less risk is never refused', ({ assert }) => {
    const book = holding()
    carryOut(book, 'halt')
    assert.equal(carryOut(book, 'reduce_position', HALF).outcome.status, 'done')
  })

  test('while an order at the market is on its way a second one is refused', ({ assert }) => {
    const book = holding()
    carryOut(book, 'reduce_position', HALF)
    assert.match(reasonOf(carryOut(book, 'reduce_position', HALF)), /on its way in US.AAPL/)
  })

  for (const [what, wish, reason] of [
    ['nothing of it is held', { ...HALF, symbol: 'US.LOTS' }, /manual holds nothing of US.LOTS/],
    ['nobody of that name holds it', { ...HALF, strategy: 'no' }, /no holds nothing of US.AAPL/],
    ['the part is below the step', { ...HALF, fraction: 0.01 }, /0.01 of 11 is less than 1/],
    ['the part is the whole', { ...HALF, fraction: 1 }, /below 1, as 0.5 for a half, was 1/],
    ['the part is no number', { ...HALF, fraction: '0.5' }, /was "0.5"/],
  ] as const) {
    test(`refused where ${what}`, ({ assert }) => {
      assert.match(reasonOf(carryOut(holding(), 'reduce_position', wish)), reason)
    })
  }
})
