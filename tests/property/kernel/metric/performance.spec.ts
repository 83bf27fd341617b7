import { test } from '@japa/runner'
import fc from 'fast-check'
import { drawdownProfile, maxDrawdown } from '#kernel/metric/drawdown.js'
import { percentile } from '#kernel/metric/percentile.js'
import { summarise } from '#kernel/metric/performance.js'
import { DAY_MS } from '#kernel/values/instant.js'
import { thinnedIndices } from '#engine/report/thin_series.js'

const equities = fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), {
  minLength: 2,
  maxLength: 300,
})

function performanceOf(values: readonly number[], startEquity: number) {
  const equity = Float64Array.from(values)
  const sessionDate = equity.map((_, i) => 17_000 + i)
  const endMs = sessionDate.map((day) => (day + 1) * DAY_MS)
  return summarise({ equity, sessionDate, endMs, startEquity, periodsPerYear: 252, trades: [] })
}

test.group('performance of any equity', () => {
  test('is made of finite numbers, each null with a reason', ({ assert }) => {
    const property = fc.property(equities, (values) => {
      const performance = performanceOf(values, values[0]!)
      const text = JSON.stringify(performance, (_, value) =>
        typeof value === 'number' && !Number.isFinite(value) ? 'not finite' : value
      )
      assert.notInclude(text, 'not finite')
      for (const group of ['returns', 'risk', 'ratios'] as const) {
        for (const [name, value] of Object.entries(performance[group])) {
          const explained = `${group}.${name}` in performance.undefinedBecause
          assert.equal(value === null, explained, `${group}.${name}`)
        }
      }
    })
    fc.assert(property, { seed: 42, numRuns: 300 })
  })

  test('does not depend on the size of the account', ({ assert }) => {
    const property = fc.property(equities, (values) => {
      // A power of two scales without rounding, so figures must be equal to the bit.
      const one = performanceOf(values, values[0]!)
      const large = performanceOf(
        values.map((value) => value * 1024),
        values[0]! * 1024
      )
      assert.deepEqual(large.ratios, one.ratios)
      assert.deepEqual(large.risk, one.risk)
      assert.equal(large.returns.totalReturn, one.returns.totalReturn)
    })
    fc.assert(property, { seed: 42, numRuns: 300 })
  })

  test('months compound to the total', ({ assert }) => {
    const property = fc.property(equities, (values) => {
      const { months, returns } = performanceOf(values, values[0]!)
      const growth = months.reduce((product, month) => product * (1 + month.return), 1)
      assert.closeTo(growth / (1 + returns.totalReturn), 1, 1e-9)
    })
    fc.assert(property, { seed: 42, numRuns: 300 })
  })

  test('falls no deeper and no less than looking at every pair of marks finds', ({ assert }) => {
    const property = fc.property(equities, (values) => {
      let deepest = 0
      values.forEach((peak, i) => {
        for (const later of values.slice(i + 1)) deepest = Math.min(deepest, later / peak - 1)
      })
      const series = Float64Array.from(values)
      const profile = drawdownProfile(series, series, { keep: 3 })
      assert.equal(maxDrawdown(series), deepest)
      assert.equal(profile.deepest[0]?.depth ?? 0, deepest)
      const depths = profile.deepest.map((fall) => fall.depth)
      assert.deepEqual(
        depths,
        depths.toSorted((a, b) => a - b)
      )
    })
    fc.assert(property, { seed: 42, numRuns: 300 })
  })
})

test.group('percentile of any series', () => {
  test('agrees with sorting it', ({ assert }) => {
    const property = fc.property(
      equities,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, share) => {
        const sorted = values.toSorted((a, b) => a - b)
        const position = share * (sorted.length - 1)
        const low = sorted[Math.floor(position)]!
        const high = sorted[Math.min(sorted.length - 1, Math.floor(position) + 1)]!
        const expected = low + (high - low) * (position - Math.floor(position))
        assert.equal(percentile(Float64Array.from(values), share), expected)
      }
    )
    fc.assert(property, { seed: 42, numRuns: 300 })
  })
})

test.group('thinning any series', () => {
  test('keeps lowest, highest, first and last, within the limit', ({ assert }) => {
    const property = fc.property(equities, fc.integer({ min: 8, max: 60 }), (values, limit) => {
      const series = Float64Array.from(values)
      const indices = thinnedIndices([series], limit)
      const kept = indices.map((i) => values[i]!)
      assert.isAtMost(indices.length, limit)
      assert.equal(Math.min(...kept), Math.min(...values))
      assert.equal(Math.max(...kept), Math.max(...values))
      assert.equal(indices[0], 0)
      assert.equal(indices.at(-1), values.length - 1)
    })
    fc.assert(property, { seed: 42, numRuns: 300 })
  })
})
