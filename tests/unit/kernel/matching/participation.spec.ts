import { test } from '@japa/runner'
import type { SlippageModel } from '#kernel/matching/models'
import { fillableQuantity } from '#kernel/matching/participation'

const NONE: SlippageModel = { type: 'none' }
const SHARE: SlippageModel = { type: 'volume_share', impact: 0.1, shareMax: 0.025 }

test.group('quantity that one bar can fill', () => {
  test('is all of it without a cap, also on a bar without volume', ({ assert }) => {
    assert.equal(fillableQuantity(5000, 0, 0, null, 1, NONE), 5000)
  })

  test('is at most the share of the volume, rounded down to the step', ({ assert }) => {
    assert.equal(fillableQuantity(5000, 12_345, 0, 0.1, 1, NONE), 1234)
    assert.equal(fillableQuantity(5000, 12_345, 0, 0.1, 100, NONE), 1200)
    assert.equal(fillableQuantity(5000, 12_345, 0, 0.1, 0.01, NONE), 1234.5)
  })

  test('leaves what other orders took of the bar', ({ assert }) => {
    assert.equal(fillableQuantity(5000, 10_000, 400, 0.1, 1, NONE), 600)
    assert.equal(fillableQuantity(5000, 10_000, 1000, 0.1, 1, NONE), 0)
    assert.equal(fillableQuantity(5000, 10_000, 1200, 0.1, 1, NONE), 0)
  })

  test('of volume-share slippage is capped at its share, as in zipline', ({ assert }) => {
    assert.equal(fillableQuantity(100, 2000, 0, null, 1, SHARE), 50)
    assert.equal(fillableQuantity(100, 200, 0, null, 1, SHARE), 5)
    assert.equal(fillableQuantity(100, 39, 0, null, 1, SHARE), 0)
  })

  test('takes the smaller of both caps', ({ assert }) => {
    assert.equal(fillableQuantity(100, 2000, 0, 0.01, 1, SHARE), 20)
    assert.equal(fillableQuantity(100, 2000, 0, 0.5, 1, SHARE), 50)
  })

  test('is 0 on a bar without volume when there is a cap', ({ assert }) => {
    assert.equal(fillableQuantity(100, 0, 0, 1, 1, NONE), 0)
  })

  test('fills an odd rest whole where it fits', ({ assert }) => {
    assert.equal(fillableQuantity(37, 10_000, 0, 0.1, 100, NONE), 37)
    assert.equal(fillableQuantity(37, 100, 0, 0.1, 100, NONE), 0)
  })
})
