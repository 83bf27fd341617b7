import { test } from '@japa/runner'
import { alignBenchmark } from '#kernel/metric/align_benchmark.js'
import {
  activeReturns,
  alphaCompounded,
  alphaLinear,
  battingAverage,
  betaOnSide,
  capture,
  informationRatio,
  regression,
  trackingError,
  treynor,
} from '#kernel/metric/benchmark.js'

const series = (...values: number[]) => Float64Array.from(values)
/** 2018-01-01 as a day number. */
const NEW_YEAR = 17_532

test.group('beside a benchmark', () => {
  const benchmark = series(0.01, -0.02, 0.03, 0.01)
  const doubled = benchmark.map((b) => 2 * b + 0.001)

  test('twice the benchmark plus 10 basis points is beta 2 and that alpha', ({ assert }) => {
    const fit = regression(doubled, benchmark)!
    assert.closeTo(fit.beta, 2, 1e-12)
    assert.closeTo(fit.rSquared!, 1, 1e-12)
    const input = { returns: doubled, benchmark, beta: 2, periodsPerYear: 252, riskFree: 0 }
    assert.closeTo(alphaLinear(input)!, 0.252, 1e-12)
    assert.closeTo(alphaCompounded(input)!, Math.pow(1.001, 252) - 1, 1e-12)
  })

  test('the risk-free return is taken off both', ({ assert }) => {
    const input = { returns: doubled, benchmark, beta: 2, periodsPerYear: 1, riskFree: 0.005 }
    assert.closeTo(alphaLinear(input)!, 0.001 + 0.005, 1e-12)
  })

  test('the benchmark itself has no active return and no information ratio', ({ assert }) => {
    const active = activeReturns(benchmark, benchmark)
    assert.equal(trackingError(active, 252), 0)
    assert.isNull(informationRatio(active))
    assert.equal(battingAverage(active), 0)
    assert.equal(capture(benchmark, benchmark, { side: 'all', periodsPerYear: 252 }), 1)
  })

  test('a flat benchmark has no beta, a flat strategy no correlation', ({ assert }) => {
    assert.isNull(regression(benchmark, new Float64Array(4)))
    const still = regression(new Float64Array(4), benchmark)!
    assert.equal(still.beta, 0)
    assert.isNull(still.rSquared)
  })

  test('sides without periods have no figure', ({ assert }) => {
    const rising = series(0.01, 0.02)
    assert.isNull(capture(rising, rising, { side: 'down', periodsPerYear: 252 }))
    assert.isNull(betaOnSide(rising, rising, 'down'))
    assert.closeTo(betaOnSide(rising, rising, 'up')!, 1, 1e-12)
  })

  test('Treynor divides by beta, unless there is none', ({ assert }) => {
    assert.equal(treynor(0.1, 2), 0.05)
    assert.isNull(treynor(0.1, 0))
    assert.isNull(treynor(null, 1))
  })

  test('series of unequal length are refused', ({ assert }) => {
    assert.throws(() => regression(series(1, 2), series(1)), /same periods: 2 and 1/)
  })
})

test.group('aligning a benchmark', () => {
  const week = series(0, 1, 2, 3, 4).map((day) => NEW_YEAR + day)
  const align = (days: number[], runDates = week) =>
    alignBenchmark({
      name: 'US.SPX',
      runDates,
      dates: Float64Array.from(days, (day) => NEW_YEAR + day),
      close: Float64Array.from(days, (day) => 1000 + day),
    })

  test('same dates need no words about gaps', ({ assert }) => {
    const aligned = align([0, 1, 2, 3, 4])
    assert.isTrue(aligned.ok)
    if (!aligned.ok) return
    assert.deepEqual([...aligned.value.close], [1000, 1001, 1002, 1003, 1004])
    assert.equal(aligned.value.coverage, 'US.SPX covers all 5 sessions of the run')
  })

  test('a holiday of the benchmark carries its last close, and says so', ({ assert }) => {
    const aligned = align([-1, 1, 2, 4])
    if (!aligned.ok) return assert.fail(aligned.failure.message)
    assert.deepEqual([...aligned.value.close], [999, 1001, 1002, 1002, 1004])
    assert.equal(aligned.value.carried, 2)
    assert.match(aligned.value.coverage, /on 2 sessions without a price the close before/)
  })

  test('a benchmark that is too short is compared over what it has', ({ assert }) => {
    const aligned = align([1, 2, 3])
    if (!aligned.ok) return assert.fail(aligned.failure.message)
    assert.deepEqual([...aligned.value.close], [Number.NaN, 1001, 1002, 1003, Number.NaN])
    assert.deepInclude(aligned.value, { firstIndex: 1, lastIndex: 3, carried: 0 })
    assert.equal(
      aligned.value.coverage,
      'US.SPX covers 3 of 5 sessions of the run (60.0 %), 2018-01-02 to 2018-01-04; ' +
        'the comparison is over these alone'
    )
  })

  test('without sessions in common there is a reason instead', ({ assert }) => {
    const aligned = align([-9, -8, -7])
    assert.isFalse(aligned.ok)
    if (aligned.ok) return
    assert.equal(
      aligned.failure.message,
      'US.SPX has prices from 2017-12-23 to 2017-12-25, the run goes from 2018-01-01 to ' +
        '2018-01-05: too few sessions in common to compare'
    )
  })

  test('one session in common is not a comparison', ({ assert }) => {
    assert.isFalse(align([4, 5, 6]).ok)
    assert.isFalse(align([]).ok)
    assert.isFalse(align([1, 2], series()).ok)
  })
})
