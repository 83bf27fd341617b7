import { test } from '@japa/runner'
import { dailyBars, runStrategy, StrategyFailed } from '@aq-trading/sdk/testing'
import momentum from '../src/index.js'

const parameters = { fast: 2, slow: 4, equityFraction: 0.5, stopLoss: 0.1 }
/** Five falling days, then a rise: the averages cross up on the day that closes at 14. */
const fallThenRise = [16, 15, 14, 13, 12, 14, 15, 16, 17, 18]

test.group('momentum', () => {
  test('buys at the open after the cross, half of the equity, with a stop-loss', ({ assert }) => {
    const run = runStrategy(momentum, { bars: dailyBars(fallThenRise), cash: 10_000, parameters })

    assert.lengthOf(run.fills, 1)
    // The cross is seen at the close of 15, which the size is worked out with; the next open is 16.
    assert.containSubset(run.fills[0], { side: 'buy', quantity: Math.floor(5_000 / 15), price: 16 })
    assert.containSubset(run.orders[1], {
      role: 'stop_loss',
      type: 'stop',
      stopPrice: 14.4,
      quantity: 333,
    })
  })

  test('sells when the averages cross back, and takes the stop-loss away', ({ assert }) => {
    const bars = dailyBars([...fallThenRise, 17.5, 17, 16.5, 16.5])
    const run = runStrategy(momentum, { bars, parameters })

    assert.equal(run.quantityOf('US.TEST'), 0)
    assert.equal(run.trades[0]?.exitReason, '2-bar average fell below the 4-bar average')
    assert.equal(run.orders.find((order) => order.role === 'stop_loss')?.state, 'cancelled')
  })

  test('a crash is ended by the stop-loss inside the bar', ({ assert }) => {
    const bars = dailyBars([...fallThenRise, [18, 18, 10, 11]])
    const run = runStrategy(momentum, { bars, parameters })

    assert.containSubset(run.fills[1], { side: 'sell', price: 14.4 })
  })

  test('each symbol follows its own averages', ({ assert }) => {
    const falling = fallThenRise.map((_, day) => 30 - day)
    const bars = { 'US.UP': dailyBars(fallThenRise), 'US.DOWN': dailyBars(falling) }
    const run = runStrategy(momentum, { bars, parameters })

    assert.isAbove(run.quantityOf('US.UP'), 0)
    assert.equal(run.quantityOf('US.DOWN'), 0)
  })

  test('asks for nothing while its averages warm up', ({ assert }) => {
    const run = runStrategy(momentum, { bars: dailyBars(fallThenRise.slice(0, 4)), parameters })

    assert.isEmpty(run.signals)
  })

  test('a fast average that is not the faster one is refused', ({ assert }) => {
    const run = (): unknown =>
      runStrategy(momentum, { bars: dailyBars([1, 2]), parameters: { fast: 30, slow: 10 } })

    assert.throws(run, StrategyFailed as never, 'fast (30) must be shorter than slow (10)')
  })
})
