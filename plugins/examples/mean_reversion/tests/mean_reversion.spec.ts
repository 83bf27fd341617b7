import { test } from '@japa/runner'
import { dailyBars, runStrategy } from '@aq-trading/sdk/testing'
import meanReversion from '../src/index.js'

/** Ten quiet days around 100, a fall to 90, and what comes after. */
const quietThenFall = (...after: number[]) =>
  dailyBars([100, 101, 100, 99, 100, 101, 100, 99, 100, 101, 90, ...after])
const parameters = { bandLength: 5, bandWidth: 1.5, rsiLength: 4, oversold: 35 }

test.group('mean reversion', () => {
  test('buys the fall below the band and sells when the price is back at the middle', ({
    assert,
  }) => {
    const run = runStrategy(meanReversion, { bars: quietThenFall(92, 95, 99, 99), parameters })

    assert.deepEqual(
      run.fills.map(({ side, price }) => [side, price]),
      [
        ['buy', 92],
        ['sell', 99],
      ]
    )
    assert.match(run.orders[0]?.reason ?? '', /^close 90 is below the band at 9\d\.\d\d, RSI \d+$/)
    assert.equal(run.trades[0]?.exitReason, 'back at the middle band')
  })

  test('a further fall is ended by the stop-loss', ({ assert }) => {
    const bars = quietThenFall(92, 70, 60)
    const run = runStrategy(meanReversion, { bars, parameters: { ...parameters, stopLoss: 0.1 } })
    const [stop] = run.orders.filter((order) => order.role === 'stop_loss')

    assert.equal(stop?.stopPrice, 82.8)
    assert.equal(stop?.state, 'filled')
    assert.equal(run.trades[0]?.exitPrice, 70)
  })

  test('a fall without an oversold RSI is left alone', ({ assert }) => {
    const run = runStrategy(meanReversion, {
      bars: quietThenFall(92, 95),
      parameters: { ...parameters, oversold: 1 },
    })

    assert.isEmpty(run.signals)
  })

  test('waiting for the upper band takes longer than for the middle', ({ assert }) => {
    const bars = quietThenFall(92, 95, 99, 99, 103, 104)
    const held = (exit: string): number =>
      runStrategy(meanReversion, { bars, parameters: { ...parameters, exit } }).trades[0]!.barsHeld

    assert.isAbove(held('upper'), held('middle'))
  })

  test('shows its gauges', ({ assert }) => {
    const run = runStrategy(meanReversion, { bars: quietThenFall(92), parameters })

    assert.containSubset(run.state, { gauges: [{ symbol: 'US.TEST' }] })
  })
})
