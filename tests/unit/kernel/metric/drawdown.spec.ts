import { test } from '@japa/runner'
import {
  calmar,
  drawdownProfile,
  drawdownSeries,
  maxDrawdown,
  recoveryFactor,
} from '#kernel/metric/drawdown.js'
import { ulcerIndex, ulcerPerformanceIndex } from '#kernel/metric/ulcer.js'

const series = (...values: number[]) => Float64Array.from(values)
const days = (count: number) => Float64Array.from({ length: count }, (_, i) => i * 86_400_000)

test.group('drawdown', () => {
  test('falls from the highest value so far', ({ assert }) => {
    assert.deepEqual([...drawdownSeries(series(100, 120, 90, 120, 60))], [0, 0, -0.25, 0, -0.5])
    assert.equal(maxDrawdown(series(100, 120, 90, 120, 60)), -0.5)
  })

  test('counts a fall below the opening balance', ({ assert }) => {
    assert.deepEqual([...drawdownSeries(series(90, 80), 100)], [90 / 100 - 1, 80 / 100 - 1])
    assert.equal(maxDrawdown(series(90, 95), 100), 90 / 100 - 1)
  })

  test('a rising account never fell', ({ assert }) => {
    const profile = drawdownProfile(series(1, 2, 3), days(3), { keep: 5 })
    assert.deepEqual(profile, {
      deepest: [],
      longest: null,
      episodes: 0,
      averageDepth: null,
      underWater: 0,
    })
    assert.isNull(calmar(0.2, 0))
    assert.isNull(recoveryFactor(0.2, 0))
  })

  test('names peak, trough and recovery of each fall, deepest first', ({ assert }) => {
    const values = series(100, 90, 100, 110, 55, 70, 110, 99)
    const profile = drawdownProfile(values, days(8), { keep: 2 })
    assert.deepEqual(profile.deepest, [
      { depth: -0.5, peakIndex: 3, troughIndex: 4, recoveryIndex: 6 },
      { depth: 90 / 100 - 1, peakIndex: 0, troughIndex: 1, recoveryIndex: 2 },
    ])
    assert.equal(profile.episodes, 3)
    assert.equal(profile.longest!.troughIndex, 4)
    assert.equal(profile.underWater, 4 / 8)
  })

  test('a fall still open at the end has no recovery', ({ assert }) => {
    const profile = drawdownProfile(series(100, 50, 75), days(3), { keep: 1 })
    assert.isNull(profile.deepest[0]!.recoveryIndex)
  })

  test('the opening balance is a peak before the first mark', ({ assert }) => {
    const profile = drawdownProfile(series(90, 100), days(2), { keep: 1, base: 100 })
    assert.deepEqual(profile.deepest[0], {
      depth: 90 / 100 - 1,
      peakIndex: -1,
      troughIndex: 0,
      recoveryIndex: 1,
    })
  })

  test('a debt is more than a whole drawdown', ({ assert }) => {
    assert.equal(maxDrawdown(series(100, -20)), -1.2)
  })

  test('Calmar and recovery factor divide by its size', ({ assert }) => {
    assert.equal(calmar(0.3, -0.15), 2)
    assert.equal(recoveryFactor(-0.3, -0.6), -0.5)
  })

  test('ulcer index is the root of the mean square, n - 1', ({ assert }) => {
    assert.closeTo(ulcerIndex(series(0, -0.1, -0.2))!, Math.sqrt(0.05 / 2), 1e-15)
    assert.isNull(ulcerIndex(series(-0.1)))
    assert.isNull(ulcerPerformanceIndex(0.1, 0))
  })
})
