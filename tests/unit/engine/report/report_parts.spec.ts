import { test } from '@japa/runner'
import { buildReportModel } from '#engine/report/build_report_model.js'
import { money, percent, ratio, signedMoney } from '#engine/report/figure_format.js'
import { terminalSummary } from '#engine/report/terminal_summary.js'
import { thinnedIndices } from '#engine/report/thin_series.js'
import { distributionOf } from '#engine/report/trade_distribution.js'
import { sampleRun } from './sample_run.js'

test.group('thinning a series', () => {
  const long = Float64Array.from({ length: 100_000 }, (_, i) => Math.sin(i / 900))
  long[43_210] = 9
  long[77_777] = -9

  test('keeps first, last and every extreme', ({ assert }) => {
    const indices = thinnedIndices([long], 2000)
    assert.isAtMost(indices.length, 2000)
    assert.includeMembers(indices, [0, 43_210, 77_777, 99_999])
    assert.deepEqual(
      indices,
      indices.toSorted((a, b) => a - b)
    )
    assert.lengthOf(new Set(indices), indices.length)
  })

  test('keeps the extremes of several columns', ({ assert }) => {
    const other = Float64Array.from({ length: 100_000 }, (_, i) => Math.cos(i / 300))
    other[12_345] = -7
    const indices = thinnedIndices([long, other], 2000)
    assert.isAtMost(indices.length, 2000)
    assert.includeMembers(indices, [12_345, 43_210, 77_777])
  })

  test('leaves a short series whole and passes over gaps', ({ assert }) => {
    assert.deepEqual(thinnedIndices([Float64Array.from([3, 1, 2])], 2000), [0, 1, 2])
    const gaps = new Float64Array(5000).fill(Number.NaN)
    gaps[2500] = 1
    assert.include(thinnedIndices([gaps], 100), 2500)
    assert.deepEqual(thinnedIndices([new Float64Array(0)], 100), [])
  })
})

test.group('distribution of trades', () => {
  const returns = (...values: number[]) =>
    values.map((returnFraction) => ({ ...sampleRun({ trades: 1 }).trades[0]!, returnFraction }))

  test('counts every closed trade once, zero being an edge', ({ assert }) => {
    const { edges, count } = distributionOf(returns(-0.05, -0.001, 0, 0.02, 0.3))
    assert.equal(
      count.reduce((sum, one) => sum + one, 0),
      5
    )
    assert.include(edges, 0)
    assert.lengthOf(edges, count.length + 1)
    assert.isAtMost(count.length, 40)
  })

  test('one trade, or trades all alike, are one bin', ({ assert }) => {
    assert.deepEqual(distributionOf(returns(0.02, 0.02)).count, [2])
    assert.deepEqual(distributionOf(returns(0)).count, [1])
    assert.deepEqual(distributionOf([]), { edges: [], count: [] })
  })
})

test.group('numbers as text', () => {
  test('true minus, thousands, and a sign only where it says something', ({ assert }) => {
    assert.equal(money(-1234.5), '−1,234.50')
    assert.equal(signedMoney(0), '0.00')
    assert.equal(signedMoney(0.001), '0.00')
    assert.equal(money(-0.001), '0.00')
    assert.equal(percent(4.1423), '414.23 %')
    assert.equal(percent(123.456), '12,345.6 %')
    assert.equal(percent(1e9), '1.0e+11 %')
    assert.equal(ratio(0.0511), '0.051')
  })
})

test.group('terminal summary', () => {
  const model = buildReportModel(sampleRun())

  test('never exceeds the width and uses no colour unless asked', ({ assert }) => {
    for (const width of [60, 80, 120]) {
      const text = terminalSummary(model, { colour: false, width })
      for (const line of text.split('\n')) assert.isAtMost(line.length, width, line)
      assert.notInclude(text, '\u001b')
    }
    assert.include(terminalSummary(model, { colour: true, width: 80 }), '\u001b[1m')
  })

  test('sets three columns at 120, two at 80, one at 60', ({ assert }) => {
    const rules = (width: number) =>
      terminalSummary(model, { colour: false, width })
        .split('\n')
        .find((line) => line.startsWith('─'))!
        .trim()
        .split(/\s+/).length
    assert.deepEqual([rules(120), rules(80), rules(60)], [3, 2, 1])
  })

  test('an undefined figure says n/a and why', ({ assert }) => {
    const bare = buildReportModel(sampleRun({ trades: 0 }))
    const text = terminalSummary(bare, { colour: false, width: 80 })
    assert.match(text, /Win rate +n\/a 1\)/)
    assert.match(text, /1\) n\/a: no trade was closed/)
  })

  test('a name cannot move the cursor', ({ assert }) => {
    const hostile = buildReportModel(sampleRun({ text: 'evil\u001b[2J\u0007\nname' }))
    for (const colour of [false, true]) {
      const text = terminalSummary(hostile, { colour, width: 80 })
      assert.notInclude(text, '\u001b[2J')
      assert.notInclude(text, '\u0007')
      assert.include(text, 'evil?')
    }
  })
})
