import { test } from '@japa/runner'
import { slippageOf } from '#engine/traces/slippage.js'
import type { TracedFill } from '#ports/traces.js'

const QUOTE = { bid: 100, ask: 100.1, last: 100.05, atMs: 1 }

function fill(quantity: number, price: number, marketPrice = 100): TracedFill {
  return {
    sequence: 1,
    orderId: 'ord_unit_1',
    brokerFillId: 'f',
    quantity,
    price,
    marketPrice,
    fee: '0',
    atMs: 2,
  }
}

const order = (side: 'buy' | 'sell', parent = 0) => ({ side, parent, filled: 0, averagePrice: 0 })
const rounded = (value: number | null | undefined) =>
  typeof value === 'number' ? Number(value.toFixed(6)) : value

test.group('slippage', () => {
  test('a buy is held against the ask it saw, a sale against the bid; above 0 is worse', ({
    assert,
  }) => {
    for (const [side, price, against, perUnit, bps] of [
      ['buy', 100.12, 'ask', 0.02, 1.998002],
      ['buy', 100.05, 'ask', -0.05, -4.995005],
      ['sell', 99.9, 'bid', 0.1, 10],
      ['sell', 100.02, 'bid', -0.02, -2],
    ] as const) {
      const found = slippageOf(order(side), [fill(10, price)], {
        atSignal: QUOTE,
        atHandOver: null,
      })
      assert.equal(found?.against, against)
      assert.equal(rounded(found?.perUnit), perUnit)
      assert.equal(rounded(found?.bps), bps)
      assert.equal(rounded(found?.total), rounded(perUnit * 10))
    }
  })

  test('partial fills count by their size', ({ assert }) => {
    const fills = [fill(30, 100.1), fill(10, 100.5)]
    const found = slippageOf(order('buy'), fills, { atSignal: QUOTE, atHandOver: null })
    assert.equal(rounded(found?.perUnit), 0.1)
    assert.equal(rounded(found?.total), 4)
    assert.equal(rounded(found?.perUnitAgainstMiddle), 0.15)
  })

  test('what the quote moved before the hand-over is told apart', ({ assert }) => {
    const moved = { bid: 100.2, ask: 100.3, last: null, atMs: 2 }
    const buy = slippageOf(order('buy'), [fill(1, 100.35)], { atSignal: QUOTE, atHandOver: moved })
    assert.equal(rounded(buy?.perUnit), 0.25)
    assert.equal(rounded(buy?.beforeHandOver), 0.2)
    const sale = slippageOf(order('sell'), [fill(1, 100.1)], { atSignal: QUOTE, atHandOver: moved })
    assert.equal(rounded(sale?.perUnit), -0.1)
    assert.equal(rounded(sale?.beforeHandOver), -0.2)
  })

  test('an exit that an entry brought has no signal: the quote at its hand-over counts', ({
    assert,
  }) => {
    const handed = { bid: 95, ask: 95.1, last: null, atMs: 2 }
    const quotes = { atSignal: QUOTE, atHandOver: handed }
    const found = slippageOf(order('sell', 3), [fill(1, 94.9)], quotes)
    assert.equal(found?.price, 95)
    assert.equal(rounded(found?.perUnit), 0.1)
    assert.isNull(found?.beforeHandOver ?? null)
    assert.isNull(found?.perUnitAgainstMiddle ?? null)
  })

  test('without bid and ask the last trade, without a quote the price that the account had', ({
    assert,
  }) => {
    const last = { bid: null, ask: null, last: 100, atMs: 1 }
    const onLast = slippageOf(order('buy'), [fill(1, 101)], { atSignal: last, atHandOver: null })
    assert.deepInclude(onLast, {
      against: 'last',
      price: 100,
      perUnit: 1,
      perUnitAgainstMiddle: null,
    })
    const none = { atSignal: null, atHandOver: null }
    assert.deepInclude(slippageOf(order('buy'), [fill(1, 101, 99)], none), {
      against: 'market',
      perUnit: 2,
    })
    assert.isNull(slippageOf(order('buy'), [fill(1, 101, 0)], none))
    assert.isNull(slippageOf(order('buy'), [], { atSignal: QUOTE, atHandOver: null }))
  })
})
