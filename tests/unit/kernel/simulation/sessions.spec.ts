import { test } from '@japa/runner'
import type { BarColumns } from '#kernel/market/bar.js'
import { formatInstant } from '#kernel/values/instant.js'
import {
  afterBars,
  buy,
  daily,
  fillsOf,
  flat,
  runScripts,
  sell,
  type Wish,
} from '#tests/support/script.js'
import { columnsOf, share } from '#tests/support/simulate.js'

/** Hourly bars of regular New York sessions, each at one price; `touch` names the bar that falls to 95. */
function hours(dates: readonly string[], firstHourUtc: number, touch: string): BarColumns {
  const rows = dates.flatMap((date) =>
    [0, 1, 2, 3, 4, 5, 6].map((hour) => {
      const startMs = Date.parse(`${date}T00:00:00Z`) + (firstHourUtc + hour) * 3_600_000
      const low = formatInstant(startMs).startsWith(touch) ? 95 : 100
      return [startMs, 100, 100, low, 100, 1000]
    })
  )
  return columnsOf(rows)
}

const LIMIT: Wish = buy(10, { limit: 96 })
const stateOf = (columns: BarColumns, wish: Wish, bar = 0, venue: 'US' | 'HK' = 'US') => {
  const run = runScripts([columns], [afterBars({ [bar]: [wish] })], {
    timeframe: '1h',
    instruments: [share(venue === 'US' ? 'US.AAPL' : 'HK.00700', { venue })],
  })
  return run.record.orders[0]!.state
}

test.group('day orders on hourly bars', () => {
  const days = ['2024-01-08', '2024-01-09', '2024-01-10']

  test('work to the last bar of the session in which they could first fill', ({ assert }) => {
    const day = { ...LIMIT, timeInForce: 'day' } as const
    assert.equal(stateOf(hours(days, 14, '2024-01-08T20'), day), 'filled')
    assert.equal(stateOf(hours(days, 14, '2024-01-09T14'), day), 'expired')
  })

  test('made on the last bar of a session work through the next one', ({ assert }) => {
    const day = { ...LIMIT, timeInForce: 'day' } as const
    assert.equal(stateOf(hours(days, 14, '2024-01-09T20'), day, 6), 'filled')
    assert.equal(stateOf(hours(days, 14, '2024-01-10T14'), day, 6), 'expired')
  })

  test('keep the local date around both changes of the clock', ({ assert }) => {
    // Extended hours from 19:00 to 01:00Z: the session's evening lies on the next UTC date.
    const day = { ...LIMIT, timeInForce: 'day' } as const
    const spring = ['2024-03-08', '2024-03-11'] // The Friday before and the Monday after.
    assert.equal(stateOf(hours(spring, 19, '2024-03-09T01'), day), 'filled')
    assert.equal(stateOf(hours(spring, 19, '2024-03-11T19'), day), 'expired')
    const autumn = ['2024-11-01', '2024-11-04']
    assert.equal(stateOf(hours(autumn, 19, '2024-11-02T01'), day), 'filled')
    assert.equal(stateOf(hours(autumn, 19, '2024-11-04T19'), day), 'expired')
  })

  test('follow the clock of their venue', ({ assert }) => {
    const day = { ...LIMIT, timeInForce: 'day' } as const
    // 13:00Z to 19:00Z: one New York morning, but two dates in Hong Kong (midnight is 16:00Z).
    assert.equal(stateOf(hours(days, 13, '2024-01-08T18'), day), 'filled')
    assert.equal(stateOf(hours(days, 13, '2024-01-08T15'), day, 0, 'HK'), 'filled')
    assert.equal(stateOf(hours(days, 13, '2024-01-08T18'), day, 0, 'HK'), 'expired')
  })

  test('others wait for longer: gtc for ever, gtd to its instant, ioc for one bar', ({
    assert,
  }) => {
    assert.equal(stateOf(hours(days, 14, '2024-01-10T20'), LIMIT), 'filled')
    const till = { ...LIMIT, goodTillMs: Date.parse('2024-01-09T16:00:00Z') }
    assert.equal(stateOf(hours(days, 14, '2024-01-09T15'), till), 'filled')
    assert.equal(stateOf(hours(days, 14, '2024-01-09T16'), till), 'expired')
    const now = { ...LIMIT, timeInForce: 'ioc' } as const
    assert.equal(stateOf(hours(days, 14, '2024-01-08T15'), now), 'filled')
    assert.equal(stateOf(hours(days, 14, '2024-01-08T16'), now), 'cancelled')
  })
})

test.group('the daily loss on hourly bars', () => {
  test('is counted from the first bar of each local date', ({ assert }) => {
    const rows = ['2024-01-08', '2024-01-09'].flatMap((date, d) =>
      [0, 1, 2, 3].map((hour) => {
        const price = [
          [100, 100, 97, 97],
          [97, 97, 97, 97],
        ][d]![hour]!
        return [
          Date.parse(`${date}T00:00:00Z`) + (15 + hour) * 3_600_000,
          price,
          price,
          price,
          price,
          1000,
        ]
      })
    )
    const script = afterBars({ 0: [buy(50)], 2: [buy(1)], 3: [buy(2)], 4: [buy(3)] })
    const run = runScripts([columnsOf(rows)], [script], {
      timeframe: '1h',
      limits: {
        position: { quantityMax: null, notionalMax: null, countMax: null },
        portfolio: { exposureFractionMax: null, sectorFractionMax: null, leverageMax: 1 },
        loss: {
          dailyLossMax: 100,
          dailyLossFractionMax: null,
          drawdownFractionMax: null,
          strategyLossMax: null,
          haltOnDailyLoss: false,
        },
      },
    })
    assert.deepEqual(
      run.record.fills.map((one) => one.quantity),
      [50, 3],
      'two signals of the first day are denied, that of the second is not'
    )
  })
})

test.group('fill delay', () => {
  const rows = flat([100, 101, 102, 103, 104])
  for (const [fillDelayBars, fill] of [
    [0, '1 buy 10 at 101'],
    [1, '2 buy 10 at 102'],
    [2, '3 buy 10 at 103'],
    [3, '4 buy 10 at 104'],
  ] as const) {
    test(`${fillDelayBars}: a signal of bar 1 fills as ${fill}`, ({ assert }) => {
      const run = runScripts([rows], [afterBars({ 1: [buy(10)] })], { fillDelayBars })
      assert.deepEqual(fillsOf(run), [fill])
      if (fillDelayBars === 0) return
      const sized = buy(10, { sizedAt: 'open' })
      const atOpen = runScripts([rows], [afterBars({ 1: [sized] })], { fillDelayBars })
      assert.deepEqual(fillsOf(atOpen), [fill])
    })
  }

  test('a trailing stop starts from the last close before it begins to work', ({ assert }) => {
    const prices = flat([100, 100, 120, 107, 119, 119])
    const script = afterBars({
      0: [buy(10)],
      1: [sell(10, { trail: { kind: 'fraction', value: 0.1 } })],
    })
    const run = runScripts([prices], [script], { fillDelayBars: 2 })
    assert.deepEqual(fillsOf(run), ['2 buy 10 at 120', '3 sell 10 at 107'])
  })

  test('counts the bars of the instrument, not those of others', ({ assert }) => {
    const gap = daily([
      [50, 50, 50, 50],
      [51, 51, 51, 51],
    ])
    const late = { ...gap, startMs: Float64Array.from([rows.startMs[0]!, rows.startMs[4]!]) }
    const script = afterBars({ 0: [buy(10)] })
    const run = runScripts([late, rows], [script])
    assert.deepEqual(fillsOf(run), ['4 buy 10 at 51'])
  })
})

test.group('warm-up', () => {
  const rows = flat([100, 101, 102, 103, 104, 105])
  const always = () => [buy(1)]
  const slot = { id: 's1', instruments: [0], shortAllowed: true, leverageMax: 1 }

  test('inside the run: signals of the first bars are dropped', ({ assert }) => {
    const run = runScripts([rows], [always], { strategies: [{ ...slot, warmupBars: 3 }] })
    assert.deepEqual(fillsOf(run), ['4 buy 1 at 104', '5 buy 1 at 105'])
    assert.lengthOf(run.record.equity.toArray(), 6)
  })

  test('before the run: those bars are shown and belong to no figure', ({ assert }) => {
    let shown = 0
    const run = runScripts([rows], [() => (shown++, [buy(1)])], {
      bars: [{ count: 6, firstIndex: 3 }],
      strategies: [{ ...slot, warmupBars: 2 }],
    })
    assert.equal(shown, 5, 'two of the three bars before, three of the run')
    assert.deepEqual(fillsOf(run), ['4 buy 1 at 104', '5 buy 1 at 105'])
    assert.lengthOf(run.record.equity.toArray(), 3)
  })

  test('longer than what lies before the run takes the rest from it', ({ assert }) => {
    const run = runScripts([rows], [always], {
      bars: [{ count: 6, firstIndex: 1 }],
      strategies: [{ ...slot, warmupBars: 4 }],
    })
    assert.deepEqual(fillsOf(run), ['5 buy 1 at 105'])
  })

  test('of one strategy does not hold up another', ({ assert }) => {
    const strategies = [
      { ...slot, warmupBars: 4 },
      { ...slot, id: 's2', warmupBars: 0 },
    ]
    const run = runScripts([rows], [always, always], { strategies, cash: 100_000 })
    assert.deepEqual(
      run.record.fills.map((one) => one.strategy),
      [2, 2, 2, 2, 1, 2]
    )
  })
})
