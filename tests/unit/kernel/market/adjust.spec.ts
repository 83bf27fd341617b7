import { test } from '@japa/runner'
import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import { adjustColumns } from '#kernel/market/adjust.js'
import type { BarColumns } from '#kernel/market/bar.js'
import { dayNumberOf } from '#kernel/values/instant.js'

const DAY = 86_400_000
const FIRST_DAY = dayNumberOf(2014, 6, 5)
const US_DAILY = { venue: 'US', timeframe: '1d' } as const

function daily(
  closes: number[],
  startMs = closes.map((_, index) => (FIRST_DAY + index) * DAY)
): BarColumns {
  const column = (value: (close: number) => number) => Float64Array.from(closes, value)
  return {
    count: closes.length,
    startMs: Float64Array.from(startMs),
    open: column((close) => close - 1),
    high: column((close) => close + 2),
    low: column((close) => close - 2),
    close: column((close) => close),
    volume: column(() => 700),
  }
}
const split = (day: number, ratio: number): CorporateAction => ({
  type: 'split',
  exDay: FIRST_DAY + day,
  ratio,
})
const dividend = (day: number, amount: number): CorporateAction => ({
  type: 'dividend',
  exDay: FIRST_DAY + day,
  amount,
})

test.group('adjusting raw bars', () => {
  test('a 7:1 split divides earlier prices by 7 and multiplies their volume', ({ assert }) => {
    const adjusted = adjustColumns(daily([640, 645.57, 93.7]), [split(2, 7)], {
      mode: 'split',
      ...US_DAILY,
    })
    assert.closeTo(adjusted.close[1]!, 92.224285714, 1e-9)
    assert.closeTo(adjusted.high[0]!, 642 / 7, 1e-9)
    assert.closeTo(adjusted.volume[0]!, 4900, 1e-9)
    assert.equal(adjusted.close[2], 93.7)
    assert.equal(adjusted.volume[2], 700)
  })

  test('a dividend takes its part of the close before the ex-date off earlier prices', ({
    assert,
  }) => {
    const adjusted = adjustColumns(daily([100, 94, 93.5]), [dividend(2, 0.47)], {
      mode: 'full',
      ...US_DAILY,
    })
    assert.closeTo(adjusted.close[1]!, 94 - 0.47, 1e-12)
    assert.closeTo(adjusted.close[0]!, 100 * (1 - 0.47 / 94), 1e-12)
    assert.equal(adjusted.volume[0], 700)
  })

  test('splits alone leave dividends in', ({ assert }) => {
    const adjusted = adjustColumns(daily([100, 94]), [dividend(1, 1)], {
      mode: 'split',
      ...US_DAILY,
    })
    assert.deepEqual([...adjusted.close], [100, 94])
  })

  test('a dividend on the day of a split is paid on the new shares', ({ assert }) => {
    const actions = [dividend(1, 1), split(1, 2)]
    const adjusted = adjustColumns(daily([100, 49]), actions, { mode: 'full', ...US_DAILY })
    assert.closeTo(adjusted.close[0]!, 50 * (1 - 1 / 50), 1e-12)
  })

  test('actions multiply up going back, in whatever order they are given', ({ assert }) => {
    const adjusted = adjustColumns(daily([800, 400, 100]), [split(1, 2), split(2, 4)], {
      mode: 'split',
      ...US_DAILY,
    })
    assert.deepEqual([...adjusted.close], [100, 100, 100])
  })

  test('a reverse split raises earlier prices', ({ assert }) => {
    const adjusted = adjustColumns(daily([5, 50]), [split(1, 0.1)], { mode: 'split', ...US_DAILY })
    assert.deepEqual([...adjusted.close], [50, 50])
  })

  test('actions outside the bars, and none at all, change nothing', ({ assert }) => {
    const bars = daily([10, 11])
    for (const actions of [[], [split(0, 2)], [split(-5, 2)], [split(2, 2)]]) {
      assert.deepEqual(
        [...adjustColumns(bars, actions, { mode: 'full', ...US_DAILY }).close],
        [10, 11]
      )
    }
    assert.equal(adjustColumns(daily([]), [split(0, 2)], { mode: 'full', ...US_DAILY }).count, 0)
  })

  test('the ex-date may fall where there is no bar', ({ assert }) => {
    const bars = daily([70, 10], [FIRST_DAY * DAY, (FIRST_DAY + 4) * DAY])
    assert.deepEqual(
      [...adjustColumns(bars, [split(2, 7)], { mode: 'split', ...US_DAILY }).close],
      [10, 10]
    )
  })

  test('minutes are adjusted by the session date of their venue', ({ assert }) => {
    const evening = Date.UTC(2014, 5, 7, 0, 30) // 20:30 on 2014-06-06 in New York
    const morning = Date.UTC(2014, 5, 9, 13, 30)
    const exDay = dayNumberOf(2014, 6, 7)
    const options = { mode: 'split', venue: 'US', timeframe: '1m' } as const
    const adjusted = adjustColumns(
      daily([70, 10], [evening, morning]),
      [{ type: 'split', exDay, ratio: 7 }],
      options
    )
    assert.deepEqual([...adjusted.close], [10, 10])
  })

  test('a dividend that is not below the close is refused', ({ assert }) => {
    const adjust = () =>
      adjustColumns(daily([1, 1]), [dividend(1, 1)], { mode: 'full', ...US_DAILY })
    assert.throws(adjust, /dividend 1 is not below the close 1/)
  })

  test('the bars given are left as they were', ({ assert }) => {
    const bars = daily([70, 10])
    adjustColumns(bars, [split(1, 7)], { mode: 'split', ...US_DAILY })
    assert.deepEqual([...bars.close], [70, 10])
  })
})
