import { test } from '@japa/runner'
import { advanceTrail, seedTrail, trailLevel } from '#kernel/matching/trailing'
import { limit, trailing } from './terms.js'

const TEN_PERCENT = { kind: 'fraction', value: 0.1 } as const
const THREE = { kind: 'amount', value: 3 } as const

test.group('level of a trailing stop', () => {
  test('of a sell follows the highest high and never comes back', ({ assert }) => {
    const order = trailing('sell', TEN_PERCENT, null)
    seedTrail(order, 100)
    const levels = [trailLevel(order)]
    for (const [high, low] of [
      [104, 99],
      [110, 103],
      [106, 101],
    ] as const) {
      advanceTrail(order, high, low)
      levels.push(trailLevel(order))
    }
    assert.deepEqual(levels, [90, 104 - 10.4, 99, 99])
  })

  test('of a buy follows the lowest low and never comes back', ({ assert }) => {
    const order = trailing('buy', THREE, 50)
    const levels = [trailLevel(order)]
    for (const [high, low] of [
      [51, 48],
      [49, 44],
      [52, 46],
    ] as const) {
      advanceTrail(order, high, low)
      levels.push(trailLevel(order))
    }
    assert.deepEqual(levels, [53, 51, 47, 47])
  })

  test('starts with the first bar where no price was known before', ({ assert }) => {
    const sell = trailing('sell', THREE, null)
    const buy = trailing('buy', THREE, null)
    advanceTrail(sell, 20, 18)
    advanceTrail(buy, 20, 18)
    assert.equal(trailLevel(sell), 17)
    assert.equal(trailLevel(buy), 21)
  })

  test('stands still once triggered', ({ assert }) => {
    const order = { ...trailing('sell', THREE, 20), triggered: true }
    advanceTrail(order, 30, 10)
    assert.equal(order.trailBest, 20)
  })

  test('is 0 for an order that does not trail, and such an order does not advance', ({
    assert,
  }) => {
    const order = limit('sell', 10)
    advanceTrail(order, 30, 10)
    assert.equal(order.trailBest, null)
    assert.equal(trailLevel(order), 0)
  })
})
