import { test } from '@japa/runner'
import {
  annualReturn,
  calendarAnnualReturn,
  riskFreePerPeriod,
  YEAR_MS,
} from '#kernel/metric/annual_return.js'
import { geometricRatios } from '#kernel/metric/geometric_ratios.js'
import { mean, sampleDeviation, sampleVariance } from '#kernel/metric/moments.js'
import { compoundReturn, simpleReturns } from '#kernel/metric/returns.js'
import { rollingSharpe } from '#kernel/metric/rolling_sharpe.js'
import { periodSharpe, sharpe, smartSharpe } from '#kernel/metric/sharpe.js'
import { sortino } from '#kernel/metric/sortino.js'
import { annualVolatility, downsideDeviation } from '#kernel/metric/volatility.js'

const series = (...values: number[]) => Float64Array.from(values)

test.group('returns', () => {
  test('go from close to close', ({ assert }) => {
    assert.deepEqual([...simpleReturns(series(100, 110, 99))], [110 / 100 - 1, 99 / 110 - 1])
  })

  test('an opening balance that the first close equals adds no return', ({ assert }) => {
    assert.lengthOf(simpleReturns(series(100, 110), 100), 1)
  })

  test('an opening balance that the first close left is the first return', ({ assert }) => {
    const returns = simpleReturns(series(95, 95), 100)
    assert.lengthOf(returns, 2)
    assert.closeTo(returns[0]!, -0.05, 1e-15)
  })

  test('refuse to divide by nothing', ({ assert }) => {
    assert.throws(() => simpleReturns(series(0, 10)), /above zero/)
  })

  test('no close gives no return', ({ assert }) => {
    assert.lengthOf(simpleReturns(series()), 0)
    assert.lengthOf(simpleReturns(series(), 100), 0)
    assert.equal(compoundReturn(series()), 0)
  })

  test('compound', ({ assert }) => {
    assert.closeTo(compoundReturn(series(0.1, -0.1)), -0.01, 1e-15)
  })
})

test.group('annual return', () => {
  test('21 % over two years of 252 sessions is 10 % a year', ({ assert }) => {
    assert.closeTo(annualReturn(0.21, 504, 252)!, 0.1, 1e-12)
  })

  test('a lost account is -100 % a year, a debt has none', ({ assert }) => {
    assert.equal(annualReturn(-1, 252, 252), -1)
    assert.isNull(annualReturn(-1.2, 252, 252))
    assert.isNull(annualReturn(0.1, 0, 252))
  })

  test('by the calendar a year has 365.25 days', ({ assert }) => {
    assert.closeTo(calendarAnnualReturn(0.21, 2 * YEAR_MS)!, 0.1, 1e-12)
    assert.isNull(calendarAnnualReturn(0.1, 0))
    assert.isNull(calendarAnnualReturn(-1.1, YEAR_MS))
  })

  test('5 % a year is the root of 1.05 a period', ({ assert }) => {
    assert.closeTo(Math.pow(1 + riskFreePerPeriod(0.05, 252), 252), 1.05, 1e-12)
    assert.throws(() => riskFreePerPeriod(-1, 252), /above -1/)
  })
})

test.group('moments', () => {
  test('mean 3 and variance 2.5 of one to five', ({ assert }) => {
    assert.equal(mean(series(1, 2, 3, 4, 5)), 3)
    assert.equal(sampleVariance(series(1, 2, 3, 4, 5)), 2.5)
  })

  test('a constant series has a deviation of exactly zero', ({ assert }) => {
    const tenths = new Float64Array(1000).fill(0.1)
    assert.equal(sampleDeviation(tenths), 0)
  })

  test('a large offset does not eat the digits', ({ assert }) => {
    const shifted = series(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16)
    assert.equal(sampleVariance(shifted), 30)
  })

  test('too few values have none', ({ assert }) => {
    assert.isNull(mean(series()))
    assert.isNull(sampleVariance(series(1)))
  })
})

test.group('Sharpe', () => {
  test('mean over deviation times the root of the periods', ({ assert }) => {
    const returns = series(0.01, 0.03)
    const deviation = Math.sqrt(0.0002)
    assert.closeTo(periodSharpe(returns)!, 0.02 / deviation, 1e-12)
    assert.closeTo(sharpe(returns, 252)!, (0.02 / deviation) * Math.sqrt(252), 1e-11)
    assert.closeTo(periodSharpe(returns, 0.005)!, 0.015 / deviation, 1e-12)
  })

  test('is undefined for equal returns, also when rounding makes them differ', ({ assert }) => {
    assert.isNull(sharpe(new Float64Array(100).fill(0.001), 252))
    const growth = Float64Array.from({ length: 100 }, (_, i) => 100 * Math.pow(1.001, i))
    assert.isNull(sharpe(simpleReturns(growth), 252))
    assert.isNull(smartSharpe(simpleReturns(growth), 252))
  })

  test('is undefined below two returns', ({ assert }) => {
    assert.isNull(sharpe(series(0.01), 252))
    assert.isNull(sharpe(series(), 252))
  })
})

test.group('Sortino', () => {
  test('divides by the root mean square of the losses over all periods', ({ assert }) => {
    const returns = series(0.02, -0.01, 0.03, -0.02)
    const downside = Math.sqrt((0.0001 + 0.0004) / 4)
    assert.closeTo(downsideDeviation(returns)!, downside, 1e-15)
    assert.closeTo(sortino(returns, 252)!, (0.005 / downside) * Math.sqrt(252), 1e-12)
  })

  test('is undefined without a loss', ({ assert }) => {
    assert.isNull(sortino(series(0.01, 0.02), 252))
  })
})

test.group('geometric ratios', () => {
  test('a steady grower has no volatility, so no Sharpe ratio', ({ assert }) => {
    const ratios = geometricRatios({
      returns: new Float64Array(252).fill(0.001),
      periodsPerYear: 252,
      riskFreeAnnual: 0,
    })!
    assert.closeTo(ratios.annualReturn, Math.pow(1.001, 252) - 1, 1e-12)
    assert.equal(ratios.annualVolatility, 0)
    assert.isNull(ratios.sharpe)
    assert.isNull(ratios.sortino)
  })

  test('for one period a year the volatility is the plain deviation', ({ assert }) => {
    const returns = series(0.1, -0.05, 0.2)
    const ratios = geometricRatios({ returns, periodsPerYear: 1, riskFreeAnnual: 0.01 })!
    assert.closeTo(ratios.annualVolatility!, annualVolatility(returns, 1)!, 1e-12)
    assert.closeTo(ratios.sharpe!, (ratios.annualReturn - 0.01) / ratios.annualVolatility!, 1e-12)
  })

  test('a total loss has no logarithm', ({ assert }) => {
    assert.isNull(
      geometricRatios({ returns: series(0.1, -1), periodsPerYear: 252, riskFreeAnnual: 0 })
    )
  })
})

test.group('rolling Sharpe', () => {
  test('equals the ratio of each window by itself', ({ assert }) => {
    const returns = Float64Array.from({ length: 1200 }, (_, i) => Math.sin(i * 12.9898) / 50)
    const rolling = rollingSharpe(returns, 60, 252, 0.0001)
    for (let i = 0; i < 59; i++) assert.isNaN(rolling[i]!)
    for (let i = 59; i < returns.length; i += 37) {
      const alone = sharpe(returns.subarray(i - 59, i + 1), 252, 0.0001)!
      assert.closeTo(rolling[i]!, alone, 1e-9)
    }
  })

  test('is NaN while nothing moves', ({ assert }) => {
    const returns = new Float64Array(300)
    for (let i = 0; i < 100; i++) returns[i] = i % 2 === 0 ? 0.01 : -0.005
    const rolling = rollingSharpe(returns, 20, 252)
    assert.isNumber(rolling[50])
    for (let i = 125; i < 300; i++) assert.isNaN(rolling[i]!, `at ${i}: ${rolling[i]}`)
  })
})
