import { test } from '@japa/runner'
import { inspectBars, type BarsInspected } from '#engine/market_data/inspect_bars.js'
import type { BarColumns } from '#kernel/market/bar.js'
import { dayNumberOf, formatDay } from '#kernel/values/instant.js'

interface Prices {
  readonly open: number
  readonly high?: number
  readonly low?: number
  readonly close?: number
}

const DAILY: BarsInspected = { timeframe: '1d', venue: 'US', splits: [] }

function bars(rows: readonly (readonly [string, Prices])[]): BarColumns {
  const column = (value: (prices: Prices) => number) =>
    Float64Array.from(rows, ([, prices]) => value(prices))
  return {
    count: rows.length,
    startMs: Float64Array.from(rows, ([time]) => Date.parse(time)),
    open: column(({ open }) => open),
    high: column(({ open, close, high }) => high ?? Math.max(open, close ?? open)),
    low: column(({ open, close, low }) => low ?? Math.min(open, close ?? open)),
    close: column(({ open, close }) => close ?? open),
    volume: column(() => 1),
  }
}
const flat = (...days: string[]) => bars(days.map((day) => [day, { open: 10 }] as const))

test.group('looking over bars: gaps', () => {
  test('weekends and holidays are no gap, one session is', ({ assert }) => {
    // 2024-01-05 is a Friday, Monday 15 January a holiday; Thursday the 11th, 17 and 18 are missing.
    const found = inspectBars(
      flat(
        '2024-01-05',
        '2024-01-08',
        '2024-01-09',
        '2024-01-10',
        '2024-01-12',
        '2024-01-16',
        '2024-01-19'
      ),
      DAILY
    )
    assert.equal(found.days, 7)
    assert.deepEqual(found.gaps, [
      { firstDay: dayNumberOf(2024, 1, 11), lastDay: dayNumberOf(2024, 1, 11), sessions: 1 },
      { firstDay: dayNumberOf(2024, 1, 17), lastDay: dayNumberOf(2024, 1, 18), sessions: 2 },
    ])
    assert.deepEqual(found.closedDays, [])
  })

  test('a gap of years is counted in sessions, as that of QQQ', ({ assert }) => {
    const [gap] = inspectBars(flat('2004-11-30', '2011-03-23'), DAILY).gaps
    assert.deepEqual(gap, {
      firstDay: dayNumberOf(2004, 12, 1),
      lastDay: dayNumberOf(2011, 3, 22),
      sessions: 1588,
    })
  })

  test('bars on a holiday or a weekend are told, by the calendar of the venue', ({ assert }) => {
    const days = ['2024-02-09', '2024-02-12', '2024-02-14', '2024-02-17', '2024-02-19']
    const closed = (venue: 'US' | 'HK') =>
      inspectBars(flat(...days), { ...DAILY, venue }).closedDays.map(formatDay)
    assert.deepEqual(closed('HK'), ['2024-02-12', '2024-02-17'])
    assert.deepEqual(closed('US'), ['2024-02-17', '2024-02-19'])
  })

  test('weeks are not compared with sessions', ({ assert }) => {
    const found = inspectBars(flat('2024-01-01', '2024-02-05'), { ...DAILY, timeframe: '1w' })
    assert.deepEqual([found.gaps, found.closedDays], [[], []])
  })

  test('minutes are counted by the session date of their venue', ({ assert }) => {
    const found = inspectBars(
      flat('2024-01-02T14:30Z', '2024-01-02T14:31Z', '2024-01-03T00:30Z', '2024-01-03T14:30Z'),
      { ...DAILY, timeframe: '1m' }
    )
    assert.deepEqual([found.days, found.barsPerDay], [2, { min: 1, median: 3, max: 3 }])
  })

  test('nothing is found in no bars', ({ assert }) => {
    assert.deepEqual(inspectBars(flat(), DAILY), {
      days: 0,
      barsPerDay: { min: 0, median: 0, max: 0 },
      gaps: [],
      closedDays: [],
      suspicious: [],
    })
  })
})

test.group('looking over bars: suspicious ones', () => {
  const reasonsOf = (columns: BarColumns, of = DAILY) =>
    inspectBars(columns, of).suspicious.map((bar) => bar.reason)

  test('a low far below open and close, as GOOG on 2008-09-30', ({ assert }) => {
    const columns = bars([['2008-09-30', { open: 392, high: 425, low: 0.01, close: 400 }]])
    assert.deepEqual(reasonsOf(columns), ['low 0.01 is 99.997 % below open and close'])
  })

  test('a high far above open and close', ({ assert }) => {
    const columns = bars([['2024-01-02', { open: 10, high: 25, low: 9, close: 11 }]])
    assert.deepEqual(reasonsOf(columns), ['high 25 is 127 % above open and close'])
  })

  test('a jump that a split would explain says so', ({ assert }) => {
    const columns = bars([
      ['2014-06-06', { open: 645.57 }],
      ['2014-06-09', { open: 92.69 }],
    ])
    assert.deepEqual(reasonsOf(columns), [
      'open 92.69 after a close of 645.57, as after a 7:1 split (see actions:import)',
    ])
    const split = { type: 'split', exDay: dayNumberOf(2014, 6, 9), ratio: 7 } as const
    assert.deepEqual(reasonsOf(columns, { ...DAILY, splits: [split] }), [])
  })

  test('a reverse split and a jump without a reason', ({ assert }) => {
    const reverse = bars([
      ['2024-01-02', { open: 1 }],
      ['2024-01-03', { open: 10 }],
    ])
    assert.match(reasonsOf(reverse)[0]!, /as after a 1:10 split/)
    const odd = bars([
      ['2024-01-02', { open: 10 }],
      ['2024-01-03', { open: 23 }],
    ])
    assert.deepEqual(reasonsOf(odd), ['open 23 after a close of 10'])
  })

  test('a crash of a third is a price, not a fault', ({ assert }) => {
    const columns = bars([
      ['1987-10-16', { open: 100 }],
      ['1987-10-19', { open: 95, low: 65, close: 66 }],
    ])
    assert.deepEqual(reasonsOf(columns), [])
  })
})
