import { test } from '@japa/runner'
import type { Quote } from '#kernel/market/quote'
import { isStale, matchQuote } from '#kernel/matching/quote_match'
import { limit, stop, stopLimit, terms, trailing } from './terms.js'

const QUOTE: Quote = { atMs: 1_000_000, bid: 99.9, ask: 100.1, bidSize: 300, askSize: 200 }

test.group('orders against a quote', () => {
  test('a market buy takes the ask, a sell the bid, at most the size shown', ({ assert }) => {
    assert.deepEqual(matchQuote(terms('buy'), QUOTE, 100), { price: 100.1, quantity: 100 })
    assert.deepEqual(matchQuote(terms('buy'), QUOTE, 500), { price: 100.1, quantity: 200 })
    assert.deepEqual(matchQuote(terms('sell'), QUOTE, 500), { price: 99.9, quantity: 300 })
  })

  test('nothing fills against a side without size', ({ assert }) => {
    assert.isNull(matchQuote(terms('buy'), { ...QUOTE, askSize: 0 }, 100))
  })

  test('a limit fills at the quote when it is as good or better', ({ assert }) => {
    assert.deepEqual(matchQuote(limit('buy', 100.1), QUOTE, 50), { price: 100.1, quantity: 50 })
    assert.deepEqual(matchQuote(limit('buy', 101), QUOTE, 50), { price: 100.1, quantity: 50 })
    assert.isNull(matchQuote(limit('buy', 100.09), QUOTE, 50))
    assert.deepEqual(matchQuote(limit('sell', 99), QUOTE, 50), { price: 99.9, quantity: 50 })
    assert.isNull(matchQuote(limit('sell', 99.91), QUOTE, 50))
  })

  test('a stop watches the price at which it would trade', ({ assert }) => {
    assert.isNull(matchQuote(stop('buy', 100.2), QUOTE, 50))
    assert.deepEqual(matchQuote(stop('buy', 100.1), QUOTE, 50), { price: 100.1, quantity: 50 })
    assert.isNull(matchQuote(stop('sell', 99.8), QUOTE, 50))
    assert.deepEqual(matchQuote(stop('sell', 99.9), QUOTE, 50), { price: 99.9, quantity: 50 })
  })

  test('a triggered stop goes on filling as a market order', ({ assert }) => {
    const order = stop('buy', 100.1)
    matchQuote(order, QUOTE, 500)
    const later = { ...QUOTE, bid: 99, ask: 99.2 }
    assert.deepEqual(matchQuote(order, later, 300), { price: 99.2, quantity: 200 })
  })

  test('a stop-limit is triggered by the quote and then needs its limit', ({ assert }) => {
    const order = stopLimit('buy', 100, 100.05)
    assert.isNull(matchQuote(order, QUOTE, 50))
    assert.isTrue(order.triggered)
    const later = { ...QUOTE, ask: 100.02 }
    assert.deepEqual(matchQuote(order, later, 50), { price: 100.02, quantity: 50 })
  })

  test('a trailing stop uses its level so far', ({ assert }) => {
    const trail = { kind: 'amount', value: 1 } as const
    assert.deepEqual(matchQuote(trailing('sell', trail, 101), QUOTE, 50), {
      price: 99.9,
      quantity: 50,
    })
    assert.isNull(matchQuote(trailing('sell', trail, 100.5), QUOTE, 50))
  })
})

test.group('staleness of a quote', () => {
  test('is more than the allowed age, backwards or forwards', ({ assert }) => {
    assert.isFalse(isStale(QUOTE, 1_005_000, 5000))
    assert.isTrue(isStale(QUOTE, 1_005_001, 5000))
    assert.isFalse(isStale(QUOTE, 995_000, 5000))
    assert.isTrue(isStale(QUOTE, 994_999, 5000))
    assert.isTrue(isStale({ ...QUOTE, atMs: NaN }, 1_000_000, 5000))
    assert.isTrue(isStale(QUOTE, NaN, 5000))
  })
})
