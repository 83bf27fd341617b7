import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { BarMaker } from '#engine/market_data/live/bar_maker.js'
import { LongerBars } from '#engine/market_data/live/longer_bars.js'
import type { Timeframe } from '#kernel/market/timeframe.js'
import { formatInstant } from '#kernel/values/instant.js'
import type { BarTick, QuoteTick } from '#ports/market_feed.js'
import { quote } from '#tests/support/ticks.js'

/** A bar maker on a clock that follows the quotes, and the bars with the instants at which they came. */
function making(timeframe: Timeframe, start: string, options: { isAlwaysOpen?: boolean } = {}) {
  const clock = new VirtualClock(Date.parse(start))
  const bars: string[] = []
  const maker = new BarMaker({
    symbol: 'US.AAPL',
    timeframe,
    clock,
    isAlwaysOpen: options.isAlwaysOpen ?? false,
    emit: ({ startMs, open, high, low, close, volume }) => {
      const at = (ms: number) => formatInstant(ms).slice(0, 19)
      bars.push(
        `${at(startMs)}: ${open} ${high} ${low} ${close} ${volume} at ${at(clock.nowMs()).slice(11)}`
      )
    },
  })
  return {
    bars,
    maker,
    clock,
    see(at: string, price: number, other: Partial<QuoteTick> = {}) {
      const atMs = Date.parse(at)
      if (atMs > clock.nowMs()) clock.advanceTo(atMs)
      maker.see(quote('US.AAPL', atMs, price, other))
    },
    until: (at: string) => clock.advanceTo(Date.parse(at)),
  }
}

test.group('Bars built of quotes', () => {
  test('end with the first quote of the next', ({ assert }) => {
    const { see, bars } = making('1m', '2024-07-02T15:00Z')
    see('2024-07-02T15:00:01Z', 10)
    see('2024-07-02T15:00:20Z', 12)
    see('2024-07-02T15:00:40Z', 9)
    see('2024-07-02T15:00:59.999Z', 11)
    assert.deepEqual(bars, [])
    see('2024-07-02T15:01:00Z', 11.5)
    assert.deepEqual(bars, ['2024-07-02T15:00:00: 10 12 9 11 40 at 15:01:00'])
  })

  test('end by the clock where no quote comes, and minutes without quotes have no bar', ({
    assert,
  }) => {
    const { see, until, bars } = making('1m', '2024-07-02T15:00Z')
    see('2024-07-02T15:00:30Z', 10)
    until('2024-07-02T15:01:01.999Z')
    assert.deepEqual(bars, [])
    until('2024-07-02T15:05:00Z')
    see('2024-07-02T15:05:10Z', 11)
    until('2024-07-02T15:10:00Z')
    assert.deepEqual(bars, [
      '2024-07-02T15:00:00: 10 10 10 10 10 at 15:01:02',
      '2024-07-02T15:05:00: 11 11 11 11 10 at 15:06:02',
    ])
  })

  test('take what comes late but before they end, and count what comes after', ({ assert }) => {
    const { see, until, bars, maker } = making('1m', '2024-07-02T15:00Z')
    see('2024-07-02T15:00:30Z', 10)
    until('2024-07-02T15:01:01Z')
    see('2024-07-02T15:00:59Z', 13)
    until('2024-07-02T15:01:03Z')
    assert.deepEqual(bars, ['2024-07-02T15:00:00: 10 13 10 13 20 at 15:01:02'])
    see('2024-07-02T15:00:59.500Z', 99)
    assert.equal(maker.late, 1)
    assert.lengthOf(bars, 1)
  })

  test('of a day end at the close of the session, early ones too, with the closing auction', ({
    assert,
  }) => {
    const { see, until, bars } = making('1d', '2024-07-03T12:00Z')
    see('2024-07-03T13:00:00Z', 99)
    see('2024-07-03T13:30:00Z', 10)
    see('2024-07-03T16:59:59Z', 12)
    see('2024-07-03T17:00:01Z', 12.5)
    until('2024-07-03T17:00:03Z')
    see('2024-07-03T17:00:05Z', 50)
    assert.deepEqual(bars, ['2024-07-03T00:00:00: 10 12.5 10 12.5 30 at 17:00:02'])
  })

  test('of a week end with its last session', ({ assert }) => {
    // The week of Good Friday 2024 ends on Thursday.
    const { see, until, bars } = making('1w', '2024-03-25T13:00Z')
    see('2024-03-25T14:00:00Z', 10)
    see('2024-03-28T19:00:00Z', 12)
    until('2024-03-28T20:00:02Z')
    assert.deepEqual(bars, ['2024-03-25T00:00:00: 10 12 10 12 20 at 20:00:02'])
  })

  test('leave the night out, unless the market is always open', ({ assert }) => {
    const closed = making('1m', '2024-07-02T22:00Z')
    closed.see('2024-07-02T23:00:00Z', 10)
    closed.until('2024-07-02T23:10:00Z')
    assert.deepEqual(closed.bars, [])
    const open = making('1m', '2024-07-02T22:00Z', { isAlwaysOpen: true })
    open.see('2024-07-02T23:00:00Z', 10)
    open.until('2024-07-02T23:10:00Z')
    assert.lengthOf(open.bars, 1)
  })

  test('take the middle where there are no trades, trades alone where there are', ({ assert }) => {
    const middle = making('1m', '2024-07-02T15:00Z')
    const none = { last: null, lastSize: null }
    middle.see('2024-07-02T15:00:10Z', 10, none)
    middle.see('2024-07-02T15:00:20Z', 11, none)
    middle.until('2024-07-02T15:02:00Z')
    assert.deepEqual(middle.bars, ['2024-07-02T15:00:00: 10 11 10 11 0 at 15:01:02'])
    const traded = making('1m', '2024-07-02T15:00Z')
    traded.see('2024-07-02T15:00:10Z', 10)
    traded.see('2024-07-02T15:00:20Z', 20, none)
    traded.until('2024-07-02T15:02:00Z')
    assert.deepEqual(traded.bars, ['2024-07-02T15:00:00: 10 10 10 10 10 at 15:01:02'])
  })

  test('count by how much the volume of the session grew', ({ assert }) => {
    const { see, until, bars } = making('1m', '2024-07-02T15:00Z')
    see('2024-07-02T15:00:10Z', 10, { volume: 5_000 })
    see('2024-07-02T15:00:20Z', 10, { volume: 5_300 })
    see('2024-07-02T15:01:20Z', 10, { volume: 5_400 })
    until('2024-07-03T14:00:00Z')
    see('2024-07-03T14:00:10Z', 10, { volume: 70 })
    until('2024-07-03T14:02:00Z')
    assert.deepEqual(
      bars.map((bar) => bar.split(' ')[5]),
      ['300', '100', '70']
    )
  })

  test('that were given up are not told', ({ assert }) => {
    const { see, until, bars, maker } = making('1m', '2024-07-02T15:00Z')
    see('2024-07-02T15:00:10Z', 10)
    maker.stop()
    until('2024-07-02T15:05:00Z')
    assert.deepEqual(bars, [])
  })
})

test.group('Bars built of shorter bars', () => {
  function building(from: Timeframe, to: Timeframe) {
    const told: string[] = []
    const bars = new LongerBars('US.AAPL', from, to, (bar) =>
      told.push(`${formatInstant(bar.startMs).slice(0, 16)} ${bar.open} ${bar.close} ${bar.volume}`)
    )
    const see = (start: string, price: number, timeframe = from) =>
      bars.see({
        type: 'bar',
        symbol: 'US.AAPL',
        timeframe,
        startMs: Date.parse(start),
        open: price,
        high: price,
        low: price,
        close: price,
        volume: 1,
      } satisfies BarTick)
    return { told, see }
  }

  test('end with the short bar that reaches their end', ({ assert }) => {
    const { told, see } = building('1m', '5m')
    for (const minute of [0, 1, 2, 3, 4, 5]) see(`2024-07-02T15:0${minute}Z`, 10 + minute)
    assert.deepEqual(told, ['2024-07-02T15:00 10 14 5'])
  })

  test('end with the first of the next where the last is missing', ({ assert }) => {
    const { told, see } = building('1m', '5m')
    see('2024-07-02T15:00Z', 10)
    see('2024-07-02T15:03Z', 11)
    see('2024-07-02T15:07Z', 12)
    assert.deepEqual(told, ['2024-07-02T15:00 10 11 2'])
  })

  test('of a day end at the close; what trades after it is not in them', ({ assert }) => {
    const { told, see } = building('1h', '1d')
    see('2024-07-03T13:00Z', 10)
    see('2024-07-03T16:00Z', 12)
    assert.deepEqual(told, ['2024-07-03T00:00 10 12 2'])
    see('2024-07-03T17:00Z', 13)
    see('2024-07-05T13:00Z', 14)
    assert.lengthOf(told, 1)
  })

  test('bars of other lengths are passed over', ({ assert }) => {
    const { told, see } = building('1m', '5m')
    see('2024-07-02T15:04Z', 10, '15m')
    assert.deepEqual(told, [])
  })
})
