import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { ReplayFeed } from '#adapters/market_feed/replay/replay_feed.js'
import { LongerHistory } from '#engine/market_data/live/longer_history.js'
import type { Bar } from '#kernel/market/bar.js'
import { barsOf, columnsOf } from '#kernel/market/columns.js'
import { DAY_MS } from '#kernel/values/instant.js'
import type { BarTick, Tick } from '#ports/market_feed.js'

const NOW = Date.parse('2026-03-02T00:00Z')
const MONDAY = Date.parse('2013-01-07T00:00Z')
const SYMBOL = 'US.AAPL'

/** Bars of the weekdays from a Monday on, closing at 1, 2, 3 and so on. */
function days(count: number): Bar[] {
  return Array.from({ length: count }, (_, k) => ({
    startMs: MONDAY + (Math.floor(k / 5) * 7 + (k % 5)) * DAY_MS,
    open: k + 1,
    high: k + 1,
    low: k + 1,
    close: k + 1,
    volume: 10,
  }))
}

function replaying(count: number, historyBars: number) {
  const clock = new VirtualClock(NOW)
  const bars = columnsOf(days(count))
  const feed = new ReplayFeed(
    { bars: async (symbol) => (symbol === SYMBOL ? bars : null) },
    clock,
    { timeframe: '1d', barMs: 1_000, spreadBps: 2, shownSize: 1, historyBars }
  )
  const told: BarTick[] = []
  const onTick = (tick: Tick) => void (tick.type === 'bar' && told.push(tick))
  const history = new LongerHistory(feed, '1d')
  const closes = async (timeframe: '1d' | '1w', asked: number) => {
    const columns = await history.last(SYMBOL, timeframe, asked, history.presentMs())
    return barsOf(columns).map(({ close }) => close)
  }
  return { clock, feed, told, onTick, history, closes }
}

test.group('The history of a replay in the present', () => {
  test('is what lies before the first bar told, and what was told', async ({ assert }) => {
    const { clock, feed, told, onTick, closes } = replaying(30, 10)
    await feed.subscribe([SYMBOL], onTick)
    assert.deepEqual(await closes('1d', 3), [8, 9, 10])
    assert.deepEqual(told, [])
    clock.advanceTo(NOW + 2_500)
    assert.deepEqual(
      told.map(({ close }) => close),
      [11, 12]
    )
    assert.deepEqual(await closes('1d', 4), [9, 10, 11, 12])
    assert.lengthOf(await closes('1d', 100), 12)
  })

  test('goes on when the recording begins again', async ({ assert }) => {
    const { clock, feed, told, onTick, history } = replaying(10, 0)
    await feed.subscribe([SYMBOL], onTick)
    clock.advanceTo(NOW + 12_000)
    const columns = await history.last(SYMBOL, '1d', 5, history.presentMs())
    assert.deepEqual(
      barsOf(columns).map(({ close }) => close),
      [8, 9, 10, 1, 2]
    )
    assert.deepEqual(
      barsOf(columns).map(({ startMs }) => startMs),
      told.slice(-5).map(({ startMs }) => startMs)
    )
  })

  test('a recording that is not twice as long is told from its first bar', async ({ assert }) => {
    const { clock, feed, told, onTick, closes } = replaying(20, 10)
    await feed.subscribe([SYMBOL], onTick)
    assert.deepEqual(await closes('1d', 3), [])
    clock.advanceTo(NOW + 1_000)
    assert.equal(told[0]!.close, 1)
  })

  test('longer bars are whole, and the week that goes on is not among them', async ({ assert }) => {
    const { clock, feed, onTick, closes } = replaying(40, 12)
    await feed.subscribe([SYMBOL], onTick)
    assert.deepEqual(await closes('1w', 5), [5, 10])
    assert.deepEqual(await closes('1w', 1), [10])
    assert.deepEqual(await closes('1w', 0), [])
    clock.advanceTo(NOW + 2_000)
    assert.deepEqual(await closes('1w', 5), [5, 10])
    // Its Friday has been told.
    clock.advanceTo(NOW + 3_000)
    assert.deepEqual(await closes('1w', 5), [5, 10, 15])
  })

  test('an unknown symbol has none, and a nonsense request is refused', async ({ assert }) => {
    const { feed, history, onTick } = replaying(40, 12)
    await feed.subscribe([SYMBOL], onTick)
    assert.equal((await history.last('US.NONE', '1d', 3, NOW)).count, 0)
    await assert.rejects(
      () => history.last(SYMBOL, '1d', -1, NOW),
      'count must be a whole number of 0 or more: -1'
    )
    await assert.rejects(
      () => history.last(SYMBOL, '1d', 1.5, NOW),
      'count must be a whole number of 0 or more: 1.5'
    )
    await assert.rejects(
      () => history.last(SYMBOL, '1m', 1, NOW),
      '1m bars cannot be built of 1d bars'
    )
  })
})
