import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { ReplayFeed, type ReplaySettings } from '#adapters/market_feed/replay/replay_feed.js'
import type { Bar } from '#kernel/market/bar.js'
import { formatInstant } from '#kernel/values/instant.js'
import type { Tick } from '#ports/market_feed.js'
import { columnsOf } from '#kernel/market/columns.js'

const bar = (at: string, [open, high, low, close]: readonly number[], volume = 100): Bar => ({
  startMs: Date.parse(at),
  open: open!,
  high: high!,
  low: low!,
  close: close!,
  volume,
})
const RISING = [10, 12, 9, 11]
const FALLING = [11, 12, 9, 10]

function replaying(
  series: Record<string, readonly Bar[]>,
  start: string,
  settings: Partial<ReplaySettings> = {}
) {
  const clock = new VirtualClock(Date.parse(start))
  const source = { bars: async (symbol: string) => series[symbol] && columnsOf(series[symbol]) }
  const feed = new ReplayFeed(
    { bars: async (symbol) => (await source.bars(symbol)) ?? null },
    clock,
    {
      timeframe: '1m',
      barMs: null,
      spreadBps: 0,
      shownSize: 100,
      ...settings,
    }
  )
  const told: string[] = []
  const ticks: Tick[] = []
  const onTick = (tick: Tick) => {
    ticks.push(tick)
    const at = formatInstant(clock.nowMs()).slice(5, 23)
    const what =
      tick.type === 'quote'
        ? `${tick.last}`
        : `bar of ${formatInstant(tick.startMs).slice(0, 16)} ${tick.close}`
    told.push(`${at} ${tick.symbol} ${what}`)
  }
  return { clock, feed, told, ticks, onTick }
}

test.group('A replay in recorded time', () => {
  test('tells a rising bar low first, a falling one high first, then the bar', async ({
    assert,
  }) => {
    const { clock, feed, told, onTick } = replaying(
      { 'US.A': [bar('2024-07-02T15:00Z', RISING), bar('2024-07-02T15:01Z', FALLING)] },
      '2024-07-02T15:00Z'
    )
    await feed.subscribe(['US.A'], onTick)
    clock.advanceTo(Date.parse('2024-07-02T16:00Z'))
    assert.deepEqual(told, [
      '07-02T15:00:00.000 US.A 10',
      '07-02T15:00:19.999 US.A 9',
      '07-02T15:00:39.998 US.A 12',
      '07-02T15:00:59.999 US.A 11',
      '07-02T15:01:00.000 US.A bar of 2024-07-02T15:00 11',
      '07-02T15:01:00.000 US.A 11',
      '07-02T15:01:19.999 US.A 12',
      '07-02T15:01:39.998 US.A 9',
      '07-02T15:01:59.999 US.A 10',
      '07-02T15:02:00.000 US.A bar of 2024-07-02T15:01 10',
    ])
    assert.equal(feed.barsTold, 2)
    assert.isNull(clock.nextTimerMs)
  })

  test('tells daily prices within the session, and the bar with its date', async ({ assert }) => {
    const { clock, feed, told, onTick } = replaying(
      {
        'US.A': [bar('2024-07-03T00:00Z', RISING)],
        'HK.00700': [bar('2024-07-03T00:00Z', RISING)],
      },
      '2024-07-02T00:00Z',
      { timeframe: '1d' }
    )
    await feed.subscribe(['US.A', 'HK.00700'], onTick)
    while (clock.step());
    assert.deepEqual(
      told.map((line) => line.replace(/^07-03T(\S+)\.\d+/, '$1')),
      [
        '01:30:00 HK.00700 10',
        '03:39:59 HK.00700 9',
        '05:49:59 HK.00700 12',
        '07:59:59 HK.00700 11',
        '13:30:00 US.A 10',
        '14:39:59 US.A 9',
        '15:49:59 US.A 12',
        '16:59:59 US.A 11',
        '23:59:59 HK.00700 bar of 2024-07-03T00:00 11',
        '23:59:59 US.A bar of 2024-07-03T00:00 11',
      ]
    )
  })

  test('begins at the time of the clock', async ({ assert }) => {
    const bars = [0, 1, 2, 3].map((minute) => bar(`2024-07-02T15:0${minute}Z`, RISING))
    const { clock, feed, told, onTick } = replaying({ 'US.A': bars }, '2024-07-02T15:01:30Z')
    await feed.subscribe(['US.A'], onTick)
    assert.isTrue(clock.step())
    assert.deepEqual(told, ['07-02T15:02:00.000 US.A 10'])
  })

  test('a symbol that joins later does so at the next bar', async ({ assert }) => {
    const bars = [0, 1, 2, 3].map((minute) => bar(`2024-07-02T15:0${minute}Z`, RISING))
    const { clock, feed, told, onTick } = replaying(
      { 'US.A': bars, 'US.B': bars },
      '2024-07-02T15:00Z'
    )
    await feed.subscribe(['US.A'], onTick)
    clock.advanceTo(Date.parse('2024-07-02T15:01:30Z'))
    await feed.subscribe(['US.B'], onTick)
    clock.advanceTo(Date.parse('2024-07-02T15:02:00Z'))
    assert.deepEqual(told.slice(-3), [
      '07-02T15:02:00.000 US.A bar of 2024-07-02T15:01 11',
      '07-02T15:02:00.000 US.A 10',
      '07-02T15:02:00.000 US.B 10',
    ])
  })

  test('shows the spread around the price, and a quarter of the volume at each', async ({
    assert,
  }) => {
    const { clock, feed, ticks, onTick } = replaying(
      { 'US.A': [bar('2024-07-02T15:00Z', [100, 100, 100, 100], 1_000)] },
      '2024-07-02T15:00Z',
      { spreadBps: 10 }
    )
    await feed.subscribe(['US.A'], onTick)
    clock.step()
    assert.containsSubset(ticks[0], { last: 100, lastSize: 250, bidSize: 100 })
    const { bid, ask } = ticks[0] as { bid: number; ask: number }
    assert.closeTo(bid, 99.95, 1e-9)
    assert.closeTo(ask, 100.05, 1e-9)
  })
})

test.group('A replay in the present', () => {
  const DAYS = [bar('2013-02-28T00:00Z', RISING), bar('2013-03-01T00:00Z', FALLING)]

  test('tells each bar in the time that it takes, and begins again whole weeks later', async ({
    assert,
  }) => {
    const { clock, feed, told, onTick } = replaying({ 'US.A': DAYS }, '2026-11-22T12:00Z', {
      timeframe: '1d',
      barMs: 4_000,
    })
    await feed.subscribe(['US.A'], onTick)
    clock.advanceTo(Date.parse('2026-11-22T12:00:12Z'))
    assert.deepEqual(
      told.map((line) => line.slice(12)),
      [
        '00.000 US.A 10',
        '01.000 US.A 9',
        '02.000 US.A 12',
        '03.000 US.A 11',
        '04.000 US.A bar of 2013-02-28T00:00 11',
        '04.000 US.A 11',
        '05.000 US.A 12',
        '06.000 US.A 9',
        '07.000 US.A 10',
        '08.000 US.A bar of 2013-03-01T00:00 10',
        '08.000 US.A 10',
        '09.000 US.A 9',
        '10.000 US.A 12',
        '11.000 US.A 11',
        '12.000 US.A bar of 2013-03-07T00:00 11',
        '12.000 US.A 11',
      ]
    )
  })

  test('two symbols move together, each on the dates that it has', async ({ assert }) => {
    const { clock, feed, told, onTick } = replaying(
      { 'US.A': DAYS, 'US.B': DAYS.slice(1) },
      '2026-11-22T12:00Z',
      { timeframe: '1d', barMs: 4 }
    )
    await feed.subscribe(['US.A', 'US.B'], onTick)
    clock.advanceTo(clock.nowMs() + 8)
    assert.deepEqual(
      told.filter((line) => line.includes('bar')).map((line) => line.slice(19)),
      [
        'US.A bar of 2013-02-28T00:00 11',
        'US.A bar of 2013-03-01T00:00 10',
        'US.B bar of 2013-03-01T00:00 10',
      ]
    )
  })

  test('settings that make no sense are refused', ({ assert }) => {
    assert.throws(() => replaying({}, '2026-11-22T12:00Z', { barMs: 3 }), RangeError)
    assert.throws(() => replaying({}, '2026-11-22T12:00Z', { barMs: Number.NaN }), RangeError)
    assert.throws(() => replaying({}, '2026-11-22T12:00Z', { spreadBps: -1 }), RangeError)
  })
})

test.group('A replay in the present whose clock is set', () => {
  /** A clock that is set by hand; its timers run when the test says so, as those of the machine do. */
  function setByHand() {
    let nowMs = Date.parse('2026-03-02T12:00Z')
    let due: { atMs: number; run: () => void } | null = null
    const quotes: number[] = []
    const clock = {
      nowMs: () => nowMs,
      setTimer: (atMs: number, run: () => void) => {
        due = { atMs, run }
        return () => (due = null)
      },
    }
    const fire = () => {
      const fired = due
      due = null
      fired?.run()
    }
    const bars = columnsOf([bar('2024-07-02', RISING), bar('2024-07-03', FALLING)])
    const settings = { timeframe: '1d', barMs: 1_000, spreadBps: 0, shownSize: 1 } as const
    const feed = new ReplayFeed({ bars: async () => bars }, clock, settings)
    const onTick = (tick: Tick) => void (tick.type === 'quote' && quotes.push(tick.atMs - nowMs))
    /** Sets the clock by so many ms, runs what was due, and answers how far off the quotes were stamped. */
    const pass = (ms: number) => {
      nowMs += ms
      // A timer waits for its delay, wherever the clock is set meanwhile.
      fire()
      while (due !== null && due.atMs <= nowMs) fire()
      return quotes.splice(0)
    }
    return { feed, onTick, pass }
  }

  test('back an hour goes on at once, with the stamps of now', async ({ assert }) => {
    const { feed, onTick, pass } = setByHand()
    await feed.subscribe(['US.A'], onTick)
    assert.deepEqual(pass(0), [0])
    assert.deepEqual(pass(250), [0])
    assert.deepEqual(pass(-3_600_000), [0])
    assert.deepEqual([pass(250), pass(250), pass(250)], [[0], [0], [0]])
  })

  test('forward an hour tells the bar that was under way, and no more than that', async ({
    assert,
  }) => {
    const { feed, onTick, pass } = setByHand()
    await feed.subscribe(['US.A'], onTick)
    pass(0)
    // Stamped as they were planned: whoever executes orders takes them for what they are, an hour old.
    assert.deepEqual(pass(3_600_000), [-3_599_750, -3_599_500, -3_599_250, -4])
    assert.lengthOf(pass(250), 1)
    assert.lengthOf(pass(250), 1)
  })
})
