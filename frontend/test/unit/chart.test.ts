import { describe, expect, it } from 'vitest'
import { fromLocalMs, timeTicks, zoneOffsetMs, zoneOfSymbol } from '../../app/utils/chart_time'
import { fewIndices, nearestIndex } from '../../app/utils/nearest'
import { growthAt } from '../../app/utils/growth'
import { placeMarks, wallSeconds } from '../../app/utils/price_bars'

const NEW_YORK = 'America/New_York'
const HOUR = 3_600_000
const at = (text: string) => Date.parse(text)

describe('the time axis', () => {
  it('knows what a clock is ahead, before and after summer time begins', () => {
    expect(zoneOffsetMs(at('2026-03-08T06:59:59Z'), NEW_YORK)).toBe(-5 * HOUR)
    expect(zoneOffsetMs(at('2026-03-08T07:00:00Z'), NEW_YORK)).toBe(-4 * HOUR)
    expect(zoneOffsetMs(at('2026-07-01T00:00:00Z'), 'Asia/Hong_Kong')).toBe(8 * HOUR)
  })

  it('finds the instant of a wall time on both sides of it', () => {
    const before = fromLocalMs(at('2026-03-07T09:30:00Z'), NEW_YORK)
    const after = fromLocalMs(at('2026-03-09T09:30:00Z'), NEW_YORK)
    expect(new Date(before).toISOString()).toBe('2026-03-07T14:30:00.000Z')
    expect(new Date(after).toISOString()).toBe('2026-03-09T13:30:00.000Z')
  })

  it('puts days at midnight of the exchange, over the change as well', () => {
    const ticks = timeTicks(at('2026-03-06T12:00:00Z'), at('2026-03-11T12:00:00Z'), {
      zone: NEW_YORK,
      locale: 'en',
      count: 6,
    })
    expect(ticks.map(({ atMs }) => new Date(atMs).toISOString().slice(0, 13))).toEqual([
      '2026-03-07T05',
      '2026-03-08T05',
      '2026-03-09T04',
      '2026-03-10T04',
      '2026-03-11T04',
    ])
    expect(ticks[0]!.label).toBe('Mar 7')
  })

  it('names months, and the year at each January', () => {
    const ticks = timeTicks(at('2015-11-10T00:00:00Z'), at('2016-04-10T00:00:00Z'), {
      zone: 'UTC',
      locale: 'en',
      count: 6,
    })
    expect(ticks.map(({ label }) => label)).toEqual(['Dec', '2016', 'Feb', 'Mar', 'Apr'])
  })

  it('has hours of the exchange within a day and nothing for no time at all', () => {
    const span = { zone: 'Asia/Hong_Kong', locale: 'en', count: 7 }
    const ticks = timeTicks(at('2026-07-01T01:30:00Z'), at('2026-07-01T08:00:00Z'), span)
    expect(ticks.map(({ label }) => label)).toContain('10:00')
    expect(timeTicks(5, 5, span)).toEqual([])
  })

  it('tells the exchange by the symbol', () => {
    expect(zoneOfSymbol('HK.00700')).toBe('Asia/Hong_Kong')
    expect(zoneOfSymbol('US.AAPL')).toBe(NEW_YORK)
  })
})

describe('points of a chart', () => {
  it('finds the nearest one', () => {
    expect(nearestIndex([10, 20, 30], 14)).toBe(0)
    expect(nearestIndex([10, 20, 30], 16)).toBe(1)
    expect(nearestIndex([10, 20, 30], 99)).toBe(2)
    expect(nearestIndex([], 5)).toBe(-1)
  })

  it('takes few of many with both ends', () => {
    const few = fewIndices(10_000)
    expect(few).toHaveLength(250)
    expect([few[0], few.at(-1)]).toEqual([0, 9_999])
    expect(fewIndices(2)).toEqual([0, 1])
  })
})

describe('fills on candles', () => {
  const fill = (text: string) => ({
    atMs: at(text),
    price: 10,
    quantity: 5,
    action: 'buy' as const,
    opens: true,
  })

  it('stand at the bar in which they fell; what was before the first bar is left out', () => {
    const bars = ['2026-01-05T00:00:00Z', '2026-01-06T00:00:00Z'].map(at)
    const marks = [
      fill('2026-01-06T20:00:00Z'),
      fill('2026-01-05T00:00:00Z'),
      fill('2025-12-31T00:00:00Z'),
    ]
    expect(placeMarks(marks, bars).map(({ index }) => index)).toEqual([0, 1])
  })

  it('are told in wall time of the exchange, over the change of summer time', () => {
    const hourOf = (text: string) => new Date(wallSeconds(at(text), NEW_YORK) * 1000).getUTCHours()
    expect(hourOf('2026-03-06T14:30:00Z')).toBe(9)
    expect(hourOf('2026-03-09T13:30:00Z')).toBe(9)
  })
})

describe('accounts beside each other', () => {
  it('grow from their own beginnings, and are not told where they have no money', () => {
    expect(growthAt([1, 2, 3, 4], [2, 3], [100, 110])).toEqual([null, 0, expect.closeTo(0.1), null])
    expect(growthAt([1, 2, 3], [1, 3], [50, 25])).toEqual([0, 0, -0.5])
    expect(growthAt([1], [], [])).toEqual([null])
  })
})
