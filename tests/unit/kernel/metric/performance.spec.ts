import { test } from '@japa/runner'
import { alignBenchmark } from '#kernel/metric/align_benchmark.js'
import { summarise, type PerformanceInput } from '#kernel/metric/performance.js'
import { sessionCloses } from '#kernel/metric/session_closes.js'
import { DAY_MS, dayNumberOf } from '#kernel/values/instant.js'

const FIRST = dayNumberOf(2018, 1, 30)

function run(equity: number[], over: Partial<PerformanceInput> = {}): PerformanceInput {
  const sessionDate = Float64Array.from(equity, (_, i) => FIRST + i)
  return {
    equity: Float64Array.from(equity),
    endMs: sessionDate.map((day) => (day + 1) * DAY_MS),
    sessionDate,
    startMs: FIRST * DAY_MS,
    startEquity: 1000,
    periodsPerYear: 252,
    trades: [],
    ...over,
  }
}

test.group('performance', () => {
  test('of five days, with its months and its drawdown', ({ assert }) => {
    const performance = summarise(run([1000, 1100, 990, 1045, 1210]))
    assert.containSubset(performance.span, {
      fromDate: '2018-01-30',
      toDate: '2018-02-03',
      sessions: 5,
      marks: 5,
      periods: 4,
      ruinedOn: null,
    })
    assert.closeTo(performance.returns.totalReturn, 0.21, 1e-12)
    assert.closeTo(performance.returns.annualReturn!, Math.pow(1.21, 63) - 1, 1e-6)
    assert.closeTo(performance.risk.maxDrawdown, -0.1, 1e-12)
    assert.containSubset(performance.risk.drawdowns, [
      {
        peakDate: '2018-01-31',
        troughDate: '2018-02-01',
        recoveryDate: '2018-02-03',
        days: 3,
        marks: 3,
      },
    ])
    const [january, february] = performance.months
    assert.containSubset(january, { year: 2018, month: 1 })
    assert.closeTo(january!.return, 0.1, 1e-12)
    assert.closeTo(february!.return, 0.1, 1e-12)
    assert.closeTo(performance.years[0]!.return, 0.21, 1e-12)
  })

  test('is plain JSON', ({ assert }) => {
    const performance = summarise(run([1000, 1100, 990]))
    assert.deepEqual(JSON.parse(JSON.stringify(performance)), performance)
  })

  test('counts a loss on the very first bar', ({ assert }) => {
    const performance = summarise(run([900, 900]))
    assert.equal(performance.span.periods, 2)
    assert.closeTo(performance.returns.totalReturn, -0.1, 1e-12)
    assert.closeTo(performance.risk.maxDrawdown, -0.1, 1e-12)
    assert.closeTo(performance.months[0]!.return, -0.1, 1e-12)
  })

  test('an account that never moved says why it has no ratios', ({ assert }) => {
    const performance = summarise(run([1000, 1000, 1000, 1000]))
    assert.equal(performance.risk.annualVolatility, 0)
    assert.isNull(performance.ratios.sharpe)
    assert.isNull(performance.ratios.calmar)
    assert.containSubset(performance.undefinedBecause, {
      'ratios.sharpe': 'the returns did not vary',
      'ratios.calmar': 'the equity never fell below an earlier peak',
      'trades.winRate': 'no trade was closed',
    })
  })

  test('every null figure has its reason, and nothing else has', ({ assert }) => {
    for (const equity of [[1000], [1000, 1000], [1000, 1200, 900, 950], [1000, 500, -10, 5]]) {
      const performance = summarise(run(equity))
      const nulls = (['returns', 'risk', 'ratios', 'trades'] as const).flatMap((group) =>
        Object.entries(performance[group])
          .filter(([, value]) => value === null)
          .map(([name]) => `${group}.${name}`)
      )
      assert.sameMembers(Object.keys(performance.undefinedBecause), nulls)
    }
  })

  test('no figure is ever NaN or infinite', ({ assert }) => {
    const seen = [[1], [1000], [1e-3, 1e12], [1000, 1e-9, 1000], [1000, 0, 0], [2000, 1000, -1000]]
    for (const equity of seen) {
      const text = JSON.stringify(summarise(run(equity)), (key, value) => {
        if (typeof value === 'number' && !Number.isFinite(value)) return `BAD ${key}`
        return value
      })
      assert.notInclude(text, 'BAD', `equity ${equity.join(', ')}`)
    }
  })

  test('a ruined account ends its returns there', ({ assert }) => {
    const performance = summarise(run([1000, 500, -100, 50]))
    assert.equal(performance.span.ruinedOn, '2018-02-01')
    assert.equal(performance.span.periods, 2)
    assert.closeTo(performance.risk.maxDrawdown, -1.1, 1e-12)
    assert.equal(performance.returns.endEquity, 50)
  })

  test('an intraday run is measured by session closes, its drawdown by every mark', ({
    assert,
  }) => {
    const equity = Float64Array.from([1000, 800, 1010, 1000, 1020])
    const sessionDate = Float64Array.from([FIRST, FIRST, FIRST, FIRST + 1, FIRST + 1])
    const endMs = Float64Array.from([10, 11, 12, 34, 35], (hour) => FIRST * DAY_MS + hour * 36e5)
    const performance = summarise(run([], { equity, endMs, sessionDate }))
    assert.equal(performance.span.sessions, 2)
    assert.equal(performance.span.periods, 2)
    assert.closeTo(performance.risk.maxDrawdown, -0.2, 1e-12)
    assert.closeTo(performance.returns.worstSession!, 1020 / 1010 - 1, 1e-12)
  })

  test('a benchmark that begins late is compared from there', ({ assert }) => {
    const input = run([1000, 1100, 1210, 1331])
    const aligned = alignBenchmark({
      name: 'US.SPX',
      runDates: input.sessionDate,
      dates: input.sessionDate.subarray(1),
      close: Float64Array.from([50, 51, 52.02]),
    })
    if (!aligned.ok) return assert.fail(aligned.failure.message)
    const { benchmark } = summarise({ ...input, benchmark: aligned.value })
    assert.equal(benchmark!.periods, 2)
    assert.equal(benchmark!.fromDate, '2018-01-31')
    assert.closeTo(benchmark!.totalReturn, 52.02 / 50 - 1, 1e-12)
    assert.closeTo(benchmark!.strategyReturn, 0.21, 1e-12)
  })

  test('a share of the account is summarised like the whole', ({ assert }) => {
    const whole = summarise(run([1000, 1100, 1050]))
    const half = summarise(run([500, 550, 525], { startEquity: 500 }))
    assert.deepEqual(half.ratios, whole.ratios)
    assert.deepEqual(half.risk, whole.risk)
  })

  test('more trials make the deflated Sharpe ratio smaller', ({ assert }) => {
    const equity = Array.from({ length: 100 }, (_, i) => 1000 * (1 + i / 500 + Math.sin(i) / 40))
    const one = summarise(run(equity)).ratios
    const fifty = summarise(run(equity, { trials: 50 })).ratios
    assert.equal(one.deflatedSharpe, one.probabilisticSharpe)
    assert.isBelow(fifty.deflatedSharpe!, one.deflatedSharpe!)
  })

  test('refuses what no run can give', ({ assert }) => {
    assert.throws(() => summarise(run([])), /at least one/)
    assert.throws(() => summarise(run([1], { startEquity: 0 })), /above 0, was 0/)
    assert.throws(() => summarise(run([1, 2], { endMs: new Float64Array(1) })), /2 and 1/)
    assert.throws(() => summarise(run([1, Number.NaN])), /finite, was NaN at mark 1/)
  })
})

test.group('session closes', () => {
  test('take the last mark of each date', ({ assert }) => {
    const closes = sessionCloses(Float64Array.from([1, 2, 3, 4]), Float64Array.from([7, 7, 8, 8]))
    assert.deepEqual([...closes.close], [2, 4])
    assert.deepEqual([...closes.markIndex], [1, 3])
    assert.deepEqual([...closes.sessionDate], [7, 8])
  })

  test('refuse dates that run backwards', ({ assert }) => {
    const dates = Float64Array.from([8, 7])
    assert.throws(() => sessionCloses(Float64Array.from([1, 2]), dates), /backwards, did at mark 1/)
  })
})
