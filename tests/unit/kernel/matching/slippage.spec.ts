import { test } from '@japa/runner'
import type { SlippageModel } from '#kernel/matching/models'
import { clipToLimit, slippageFault, slippedPrice } from '#kernel/matching/slippage'
import { formatSlippage, parseSlippage } from '#kernel/matching/slippage_text'
import { limit, stop, stopLimit } from './terms.js'

const ZIPLINE: SlippageModel = { type: 'volume_share', impact: 0.1, shareMax: 0.25 }

test.group('slippage', () => {
  const cases: [string, SlippageModel, number, number][] = [
    ['none', { type: 'none' }, 100, 100],
    ['0.05 a unit', { type: 'fixed', amount: 0.05 }, 100.05, 99.95],
    ['5 basis points', { type: 'basis_points', bps: 5 }, 100.05, 99.95],
    ['half of a spread of 0.10', { type: 'spread', spread: 0.1 }, 100.05, 99.95],
    ['a tenth of the volume at impact 0.1', ZIPLINE, 100.1, 99.9],
  ]
  for (const [title, model, buy, sell] of cases) {
    test(`${title}: a buy at 100 pays ${buy}, a sell gets ${sell}`, ({ assert }) => {
      assert.closeTo(slippedPrice(model, 'buy', 100, 100, 1000), buy, 1e-12)
      assert.closeTo(slippedPrice(model, 'sell', 100, 100, 1000), sell, 1e-12)
    })
  }

  test('volume share gives the published values of zipline', ({ assert }) => {
    assert.closeTo(slippedPrice(ZIPLINE, 'buy', 3.5, 50, 2000), 3.50021875, 1e-15)
    assert.closeTo(slippedPrice(ZIPLINE, 'buy', 3.0, 5, 200), 3.0001875, 1e-15)
  })

  test('volume share counts what others took of the bar, up to the largest share', ({ assert }) => {
    assert.equal(
      slippedPrice(ZIPLINE, 'buy', 10, 50, 1000, 50),
      slippedPrice(ZIPLINE, 'buy', 10, 100, 1000)
    )
    assert.equal(slippedPrice(ZIPLINE, 'buy', 10, 900, 1000), 10 + 10 * (0.1 * 0.25 * 0.25))
    assert.equal(slippedPrice(ZIPLINE, 'buy', 10, 1, 0), 10 + 10 * (0.1 * 0.25 * 0.25))
  })

  test('a sell stays above zero', ({ assert }) => {
    assert.equal(slippedPrice({ type: 'fixed', amount: 2 }, 'sell', 1, 1, 1), 1e-6)
    assert.equal(slippedPrice({ type: 'fixed', amount: 2 }, 'sell', 1e-9, 1, 1), 1e-9)
  })

  test('is cut at the limit of limit and stop-limit orders only', ({ assert }) => {
    assert.equal(clipToLimit(limit('buy', 100), 100.05), 100)
    assert.equal(clipToLimit(limit('buy', 100), 99.5), 99.5)
    assert.equal(clipToLimit(limit('sell', 100), 99.95), 100)
    assert.equal(clipToLimit(stopLimit('sell', 101, 100), 99.95), 100)
    assert.equal(clipToLimit(stop('sell', 100), 99.95), 99.95)
  })
})

test.group('slippage as typed', () => {
  const good: [string, SlippageModel, string][] = [
    ['none', { type: 'none' }, 'none'],
    ['fixed:0.01', { type: 'fixed', amount: 0.01 }, '0.01 per unit'],
    ['bps:5', { type: 'basis_points', bps: 5 }, '5 basis points (0.05 %) of the price'],
    ['spread:0.02', { type: 'spread', spread: 0.02 }, 'half of a spread of 0.02'],
    [
      'volume',
      { type: 'volume_share', impact: 0.1, shareMax: 0.025 },
      "price × 0.1 × (share of the bar's volume)², at most 2.5 % of the volume",
    ],
    [
      'volume:0.2:10%',
      { type: 'volume_share', impact: 0.2, shareMax: 0.1 },
      "price × 0.2 × (share of the bar's volume)², at most 10 % of the volume",
    ],
  ]
  for (const [text, model, words] of good) {
    test(`reads ${text}`, ({ assert }) => {
      assert.deepEqual(parseSlippage(text), { ok: true, value: model })
      assert.equal(formatSlippage(model), words)
    })
  }

  const bad: [string, RegExp][] = [
    ['', /is not known: write one of none, fixed/],
    ['fix:1', /is not known/],
    ['fixed', /is not known/],
    ['fixed:-1', /amount must be 0 or more, was not a number/],
    ['fixed:abc', /amount must be 0 or more, was not a number/],
    ['bps:10000', /bps must be from 0 to below 10000/],
    ['volume:0.1:0', /shareMax must be above 0 and at most 1, was 0/],
    ['volume:0.1:1.5', /shareMax must be above 0 and at most 1, was 1.5/],
    ['volume:0.1:0.1:1', /is not known/],
    ['none:1', /is not known/],
  ]
  for (const [text, message] of bad) {
    test(`refuses "${text}"`, ({ assert }) => {
      const result = parseSlippage(text)
      assert.isFalse(result.ok)
      if (!result.ok) assert.match(result.failure, message)
    })
  }

  test('a model of an unknown type is refused', ({ assert }) => {
    assert.match(slippageFault({ type: 'magic' } as never) ?? '', /type "magic" is not known/)
    assert.isNull(slippageFault({ type: 'spread', spread: 0 }))
  })
})
