import { test } from '@japa/runner'
import { dailyBars, runStrategy } from '@aq-trading/sdk/testing'
import buyAndHold from '../src/index.js'

test.group('buy and hold', () => {
  test('buys once, at the open after the first bar, and keeps it', ({ assert }) => {
    const bars = dailyBars([100, [110, 120, 105, 115], 90, 130])
    const run = runStrategy(buyAndHold, { bars, cash: 10_000, parameters: { equityFraction: 0.5 } })

    assert.lengthOf(run.fills, 1)
    assert.containSubset(run.fills[0], { side: 'buy', quantity: 50, price: 110 })
    assert.deepEqual(run.equity, [10_000, 10_250, 9_000, 11_000])
  })

  test('gives every symbol an equal part', ({ assert }) => {
    const bars = { 'US.AAPL': dailyBars([100, 100, 100]), 'US.MSFT': dailyBars([50, 50, 50]) }
    const run = runStrategy(buyAndHold, { bars, cash: 10_000, parameters: { equityFraction: 1 } })

    assert.equal(run.quantityOf('US.AAPL'), 50)
    assert.equal(run.quantityOf('US.MSFT'), 100)
  })

  test('waits for a symbol that begins later', ({ assert }) => {
    const bars = {
      'US.AAPL': dailyBars([100, 100, 100, 100]),
      'US.UBER': dailyBars([40, 40], '2024-01-04'),
    }
    const run = runStrategy(buyAndHold, { bars, cash: 10_000 })

    assert.deepEqual(
      run.fills.map((fill) => fill.symbol),
      ['US.AAPL', 'US.UBER']
    )
  })

  test('buys on the first bar of the run, not on the bars before it', ({ assert }) => {
    const bars = dailyBars([100, 200, 300, 400])
    const run = runStrategy(buyAndHold, { bars, barsBeforeRun: 2 })

    assert.equal(run.fills[0]?.price, 400)
  })
})
