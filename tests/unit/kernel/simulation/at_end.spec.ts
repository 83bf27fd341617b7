import { test } from '@japa/runner'
import { equityOf } from '#kernel/state.js'
import { afterBars, buy, daily, fillsOf, flat, runScripts, sell } from '#tests/support/script.js'

/* What happens to open positions and orders when the bars end. */

const ROWS = daily([
  [100, 101, 99, 100],
  [102, 104, 101, 103],
  [105, 109, 104, 108],
])
const HOLD = afterBars({ 0: [buy(10)] })

test.group('at the end of a run', () => {
  test('a position is kept and its trade stays open at the last close', ({ assert }) => {
    const run = runScripts([ROWS], [HOLD], { atEnd: 'keep' })
    assert.deepEqual(fillsOf(run), ['1 buy 10 at 102'])
    const [trade] = run.record.trades
    assert.isNull(trade!.exitMs)
    assert.equal(trade!.profit, 60_000_000)
    assert.equal(equityOf(run.state), 10_060_000_000)
  })

  test('a position is sold at the last close, with commission and slippage', ({ assert }) => {
    const run = runScripts([ROWS], [HOLD], {
      atEnd: 'close_at_last_close',
      commission: { type: 'per_order', amount: 1 },
      slippage: { type: 'fixed', amount: 0.5 },
    })
    assert.deepEqual(fillsOf(run), ['1 buy 10 at 102.5', '2 sell 10 at 107.5'])
    assert.equal(run.record.trades[0]!.profit, 48_000_000)
    assert.equal(run.record.equity.toArray().at(-1), 10_048_000_000)
    assert.equal(run.record.cash.toArray().at(-1), 10_048_000_000)
    assert.equal(run.record.orders.at(-1)!.role, 'liquidation')
  })

  test('a short is bought back at the last open', ({ assert }) => {
    const run = runScripts([ROWS], [afterBars({ 0: [sell(10)] })], { atEnd: 'close_at_last_open' })
    assert.deepEqual(fillsOf(run), ['1 sell 10 at 102', '2 buy 10 at 105'])
    assert.equal(run.record.equity.toArray().at(-1), 9_970_000_000)
  })

  test('closing shows in the profit of each strategy', ({ assert }) => {
    const run = runScripts([ROWS], [HOLD, afterBars({ 0: [sell(4)] })], {
      atEnd: 'close_at_last_close',
      commission: { type: 'per_order', amount: 1 },
    })
    const last = run.record.strategyProfit.map((list) => list.toArray().at(-1))
    assert.deepEqual(last, [58_000_000, -26_000_000])
    assert.equal(equityOf(run.state), 10_032_000_000)
  })

  test('participation does not bound a closing sale', ({ assert }) => {
    const thin = daily([
      [100, 101, 99, 100],
      [102, 104, 101, 103, 1000],
      [105, 109, 104, 108, 0],
    ])
    const run = runScripts([thin], [HOLD], { atEnd: 'close_at_last_close', participationMax: 0.01 })
    assert.deepEqual(fillsOf(run), ['1 buy 10 at 102', '2 sell 10 at 108'])
  })

  test('an instrument whose bars ended earlier is closed at its own last price', ({ assert }) => {
    const run = runScripts([flat([50, 50]), flat([100, 100, 120])], [HOLD], {
      atEnd: 'close_at_last_close',
    })
    assert.deepEqual(fillsOf(run), ['1 buy 10 at 50', '2 sell 10 at 50'])
  })

  test('orders that still wait expire', ({ assert }) => {
    const script = afterBars({
      0: [buy(10, { limit: 50, stopLoss: { kind: 'fraction', value: 0.1 } })],
      2: [buy(10)],
    })
    const run = runScripts([ROWS], [script], { atEnd: 'close_at_last_close' })
    assert.deepEqual(
      run.record.orders.map((one) => one.state),
      ['expired', 'expired']
    )
  })
})
