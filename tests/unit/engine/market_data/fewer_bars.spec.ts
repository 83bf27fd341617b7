import { test } from '@japa/runner'
import { fewerBars } from '#engine/market_data/fewer_bars.js'

test.group('fewer bars', () => {
  const bars = (count: number) => {
    const column = (of: (k: number) => number) =>
      Float64Array.from({ length: count }, (_, k) => of(k))
    return {
      count,
      startMs: column((k) => k * 60_000),
      open: column((k) => k + 1),
      high: column((k) => k + 3),
      low: column((k) => k + 0.5),
      close: column((k) => k + 2),
      volume: column(() => 10),
    }
  }

  test('as many as asked for are told as they are', ({ assert }) => {
    const few = fewerBars(bars(5), 5)
    assert.equal(few.barsInOne, 1)
    assert.deepEqual(few.close, [2, 3, 4, 5, 6])
  })

  test('neighbours become one; the last stands for fewer', ({ assert }) => {
    const few = fewerBars(bars(5), 3)
    assert.deepEqual(few, {
      barsInOne: 2,
      startMs: [0, 120_000, 240_000],
      open: [1, 3, 5],
      high: [4, 6, 7],
      low: [0.5, 2.5, 4.5],
      close: [3, 5, 6],
      volume: [20, 20, 10],
    })
  })

  test('of none, none', ({ assert }) => {
    assert.isEmpty(fewerBars(bars(0), 10).startMs)
  })
})
