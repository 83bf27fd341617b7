import { test } from '@japa/runner'
import { matchAtOpen, matchWithin } from '#kernel/matching/bar_match'
import { chargeFill, estimateCommission, noCharges } from '#kernel/matching/commission'
import { parseCommission } from '#kernel/matching/commission_text'
import { compareExits, entryApproachOf, matchChildWithin } from '#kernel/matching/exit_match'
import type { CommissionModel, SlippageModel } from '#kernel/matching/models'
import { fillableQuantity } from '#kernel/matching/participation'
import { slippedPrice } from '#kernel/matching/slippage'
import { parseSlippage } from '#kernel/matching/slippage_text'
import { advanceTrail } from '#kernel/matching/trailing'
import type { WorkingTerms } from '#kernel/order/order'
import { limit, stop, stopLimit, trailing, type Ohlc } from './terms.js'

/* The worked examples of docs/simulation.md, in its order. */

/** Price at which an order fills in a bar, 0 for none. */
function fills(order: WorkingTerms, [open, high, low, close]: Ohlc): number {
  return matchAtOpen(order, open) || matchWithin(order, open, high, low, close)
}

/** What becomes of a long entry and its exits in one bar: the entry's price and each exit's, 0 for none. */
function entryAndExits(
  entry: WorkingTerms,
  exits: readonly WorkingTerms[],
  [open, high, low, close]: Ohlc
): number[] {
  const price = matchWithin(entry, open, high, low, close)
  const approach = entryApproachOf(entry, price, open)
  for (const exit of exits.toSorted(compareExits)) {
    const exitPrice = matchChildWithin(exit, approach, price, high, low, close)
    if (exitPrice > 0) return [price, exitPrice]
  }
  return [price, 0]
}

function commission(text: string): CommissionModel {
  const parsed = parseCommission(text)
  if (!parsed.ok) throw new Error(parsed.failure)
  return parsed.value
}

function slippage(text: string): SlippageModel {
  const parsed = parseSlippage(text)
  if (!parsed.ok) throw new Error(parsed.failure)
  return parsed.value
}

test.group('examples of docs/simulation.md, fills', () => {
  test('limit', ({ assert }) => {
    assert.equal(fills(limit('buy', 100), [98, 104, 97, 103]), 98)
    assert.equal(fills(limit('buy', 100), [102, 104, 99.5, 103]), 100)
    assert.equal(fills(limit('buy', 100), [102, 104, 100.01, 103]), 0)
  })

  test('stop', ({ assert }) => {
    assert.equal(fills(stop('sell', 95), [93, 94, 90, 91]), 93)
    assert.equal(fills(stop('sell', 95), [98, 99, 94, 97]), 95)
    assert.equal(fills(stop('sell', 95), [98, 99, 95.01, 97]), 0)
  })

  test('stop-limit', ({ assert }) => {
    assert.equal(fills(stopLimit('buy', 105, 106), [102, 107, 101, 106.5]), 105)
    assert.equal(fills(stopLimit('buy', 105, 106), [108, 109, 104, 107]), 106)
    const later = stopLimit('buy', 105, 106)
    assert.equal(fills(later, [108, 109, 107, 108]), 0)
    assert.equal(fills(later, [107, 108, 105, 107]), 106)
    assert.equal(fills(stopLimit('buy', 105, 103), [102, 106, 101, 102.5]), 103)
    assert.equal(fills(stopLimit('buy', 105, 103), [102, 106, 101, 104]), 0)
  })

  test('trailing stop', ({ assert }) => {
    const order = trailing('sell', { kind: 'fraction', value: 0.05 }, 100)
    assert.equal(fills(order, [99, 110, 96, 97]), 0)
    advanceTrail(order, 110, 96)
    assert.equal(order.trailBest, 110)
    assert.equal(fills(order, [98, 99, 97, 98]), 98)
  })

  test('stop and target in one bar', ({ assert }) => {
    const bars: [Ohlc, number][] = [
      [[101, 109, 94, 107], 95],
      [[110, 111, 94, 95], 110],
    ]
    for (const [bar, expected] of bars) {
      const exits = [limit('sell', 108), stop('sell', 95)].toSorted(compareExits)
      const atOpen = exits.map((exit) => matchAtOpen(exit, bar[0])).find((price) => price > 0)
      const inBar = exits.map((exit) => matchWithin(exit, ...bar)).find((price) => price > 0)
      assert.equal(atOpen ?? inBar, expected)
    }
  })

  test('exits in the bar of their entry', ({ assert }) => {
    const exits = () => [stop('sell', 96), limit('sell', 101)]
    assert.deepEqual(entryAndExits(limit('buy', 98), exits(), [100, 103, 97, 102]), [98, 101])
    assert.deepEqual(entryAndExits(limit('buy', 98), exits(), [100, 103, 97, 100.5]), [98, 0])
    assert.deepEqual(entryAndExits(limit('buy', 98), exits(), [100, 103, 95, 102]), [98, 96])
    assert.deepEqual(
      entryAndExits(stop('buy', 103), [stop('sell', 99)], [100, 105, 98, 104]),
      [103, 99]
    )
  })
})

test.group('examples of docs/simulation.md, costs', () => {
  test('slippage of a buy of 100 at 50.00, bar volume 10,000', ({ assert }) => {
    const table: [string, number][] = [
      ['none', 50],
      ['fixed:0.01', 50.01],
      ['bps:5', 50.025],
      ['spread:0.02', 50.01],
      ['volume:0.1:0.025', 50.0005],
    ]
    for (const [text, expected] of table) {
      assert.closeTo(slippedPrice(slippage(text), 'buy', 50, 100, 10_000), expected, 1e-12, text)
    }
    assert.closeTo(slippedPrice(slippage('volume'), 'buy', 3.5, 50, 2000), 3.50021875, 1e-15)
  })

  test('commission of a buy of 300 at 50.00', ({ assert }) => {
    const table: [string, number][] = [
      ['none', 0],
      ['per-order:1', 1],
      ['per-share:0.005:1:0.01', 1.5],
      ['percent:0.001:1', 15],
      ['tiered:10000=0.001,*=0.0005:1', 7.5],
      ['futu-us', 3.87],
    ]
    const order = { side: 'buy', multiplier: 1, dayNumber: 19_900, assetClass: 'equity' } as const
    for (const [text, expected] of table) {
      const fee = estimateCommission(commission(text), { ...order, quantity: 300, price: 50 })
      assert.closeTo(fee, expected, 1e-9, text)
    }
    const small = { ...order, quantity: 100, price: 0.5 }
    assert.equal(estimateCommission(commission('per-share:0.005:1:0.01'), small), 0.5)
    const account = noCharges()
    const part = { ...order, quantity: 100, price: 50 }
    const charged = [1, 2, 3].map(() => chargeFill(commission('per-share:0.005:1'), part, account))
    assert.deepEqual(charged, [1, 0, 0.5])
  })

  test('partial fills of a buy of 5,000 with a participation of 0.1', ({ assert }) => {
    let remaining = 5000
    const filled = [12_345, 0, 60_000].map((volume) => {
      const quantity = fillableQuantity(remaining, volume, 0, 0.1, 1, { type: 'none' })
      remaining -= quantity
      return quantity
    })
    assert.deepEqual(filled, [1234, 0, 3766])
  })
})
