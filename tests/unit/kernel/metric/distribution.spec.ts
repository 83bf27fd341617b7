import { test } from '@japa/runner'
import {
  gainsAndLosses,
  gainToPain,
  kelly,
  omega,
  payoffRatio,
  winningShare,
} from '#kernel/metric/gains_and_losses.js'
import { excessKurtosis, skewness } from '#kernel/metric/moments.js'
import { inverseNormal, normalCdf } from '#kernel/metric/normal_distribution.js'
import { meanOfSmallest, percentile } from '#kernel/metric/percentile.js'
import {
  deflatedSharpe,
  expectedBestSharpe,
  probabilisticSharpe,
} from '#kernel/metric/probabilistic_sharpe.js'
import { stability } from '#kernel/metric/stability.js'
import { conditionalValueAtRisk, tailRatio, valueAtRisk } from '#kernel/metric/tail.js'

const series = (...values: number[]) => Float64Array.from(values)

test.group('percentile', () => {
  test('interpolates between neighbours', ({ assert }) => {
    assert.equal(percentile(series(4, 1, 3, 2), 0.5), 2.5)
    assert.equal(percentile(series(4, 1, 3, 2), 0), 1)
    assert.equal(percentile(series(4, 1, 3, 2), 1), 4)
    assert.isNull(percentile(series(), 0.5))
  })

  test('agrees with sorting, also on sorted, reversed and constant series', ({ assert }) => {
    const shuffled = Float64Array.from({ length: 999 }, (_, i) => (i * 7919) % 999)
    const up = Float64Array.from({ length: 999 }, (_, i) => i)
    for (const values of [shuffled, up, up.toReversed(), new Float64Array(999).fill(5)]) {
      const sorted = values.toSorted()
      for (const share of [0.05, 0.25, 0.5, 0.95]) {
        const position = share * 998
        const low = sorted[Math.floor(position)]!
        const high = sorted[Math.min(998, Math.floor(position) + 1)]!
        const expected = low + (high - low) * (position - Math.floor(position))
        assert.closeTo(percentile(values, share)!, expected, 1e-12)
      }
    }
  })

  test('leaves its input as it was', ({ assert }) => {
    const values = series(3, 1, 2)
    percentile(values, 0.5)
    meanOfSmallest(values, 2)
    assert.deepEqual([...values], [3, 1, 2])
  })
})

test.group('tails', () => {
  const hundred = Float64Array.from({ length: 101 }, (_, i) => (i - 50) / 1000)

  test('value at risk is the fifth percentile, the shortfall the mean below', ({ assert }) => {
    assert.closeTo(valueAtRisk(hundred)!, -0.045, 1e-15)
    assert.closeTo(conditionalValueAtRisk(hundred)!, -0.0475, 1e-15)
    assert.closeTo(tailRatio(hundred)!, 1, 1e-12)
  })

  test('are undefined without returns', ({ assert }) => {
    assert.isNull(valueAtRisk(series()))
    assert.isNull(conditionalValueAtRisk(series()))
    assert.isNull(tailRatio(series(0, 0, 0)))
  })
})

test.group('gains and losses', () => {
  const split = gainsAndLosses(series(0.02, 0.04, -0.01, 0))

  test('omega, gain to pain, payoff and Kelly', ({ assert }) => {
    assert.closeTo(omega(split)!, 6, 1e-12)
    assert.closeTo(gainToPain(split)!, 5, 1e-12)
    assert.closeTo(payoffRatio(split)!, 3, 1e-12)
    assert.closeTo(winningShare(split)!, 2 / 3, 1e-12)
    assert.closeTo(kelly(split)!, 2 / 3 - 1 / 3 / 3, 1e-12)
  })

  test('are undefined without a loss', ({ assert }) => {
    const gainsOnly = gainsAndLosses(series(0.01))
    assert.isNull(omega(gainsOnly))
    assert.isNull(payoffRatio(gainsOnly))
    assert.isNull(kelly(gainsOnly))
    assert.isNull(winningShare(gainsAndLosses(series(0, 0))))
  })
})

test.group('shape', () => {
  test('a symmetric series has no skew, a flat one has neither', ({ assert }) => {
    assert.closeTo(skewness(series(-2, -1, 0, 1, 2))!, 0, 1e-15)
    assert.closeTo(excessKurtosis(series(-2, -1, 0, 1, 2))!, -1.2, 1e-12)
    assert.isNull(skewness(series(1, 1, 1)))
    assert.isNull(excessKurtosis(series(1, 1, 1, 1)))
  })

  test('steady growth is perfectly stable, standing still is undefined', ({ assert }) => {
    assert.closeTo(stability(new Float64Array(50).fill(0.01))!, 1, 1e-12)
    assert.isNull(stability(new Float64Array(50)))
    assert.isNull(stability(series(0.1, -1)))
  })
})

test.group('normal distribution', () => {
  const known: [number, number][] = [
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1.959963984540054, 0.025],
    [3, 0.9986501019683699],
    [-6, 9.865876450376981e-10],
  ]

  test('agrees with published values both ways', ({ assert }) => {
    for (const [x, share] of known) {
      assert.closeTo(normalCdf(x) / share, 1, 1e-12)
      assert.closeTo(inverseNormal(share), x, 1e-9)
    }
    assert.equal(normalCdf(50), 1)
    assert.equal(inverseNormal(0), Number.NEGATIVE_INFINITY)
    assert.throws(() => inverseNormal(1.5), /0\.\.1/)
  })
})

test.group('probabilistic and deflated Sharpe', () => {
  // Bailey and Lopez de Prado (2014), numerical example: 2.5 a year over 1,250 days, 100 trials.
  const evidence = {
    periodSharpe: 2.5 / Math.sqrt(250),
    observations: 1250,
    skew: -3,
    kurtosis: 10,
  }

  test('the published example: threshold 0.1132, probability 0.9004', ({ assert }) => {
    const variance = 0.5 / 250
    assert.closeTo(expectedBestSharpe(100, variance), 0.1132, 5e-5)
    assert.closeTo(deflatedSharpe(evidence, 100, variance)!, 0.9004, 5e-5)
  })

  test('one trial deflates nothing, more trials always more', ({ assert }) => {
    assert.equal(deflatedSharpe(evidence, 1), probabilisticSharpe(evidence))
    const shares = [1, 2, 10, 100, 1000].map((trials) => deflatedSharpe(evidence, trials)!)
    assert.deepEqual(shares, shares.toSorted().toReversed())
  })

  test('a ratio of zero is a coin toss', ({ assert }) => {
    assert.equal(probabilisticSharpe({ ...evidence, periodSharpe: 0 }), 0.5)
  })

  test('refuses half a trial and has no answer for one return', ({ assert }) => {
    assert.throws(() => expectedBestSharpe(0.5, 1), /at least 1/)
    assert.throws(() => expectedBestSharpe(2, -1), /not be negative/)
    assert.isNull(probabilisticSharpe({ ...evidence, observations: 1 }))
    assert.isNull(deflatedSharpe({ ...evidence, observations: 1 }, 3))
  })
})
