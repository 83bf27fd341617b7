import { test } from '@japa/runner'
import { equityOf } from '#kernel/state.js'
import { afterBars, buy, fillsOf, flat, runScripts, sell } from '#tests/support/script.js'

/* Fill delay 0: the close that the strategy has just seen is tried first. */

const NOW = { fillDelayBars: 0 } as const

test.group('fills at the close of the signal', () => {
  test('cost what they cost at that very instant', ({ assert }) => {
    const run = runScripts([flat([100, 100])], [afterBars({ 0: [buy(10)] })], {
      ...NOW,
      commission: { type: 'per_order', amount: 1.5 },
    })
    assert.deepEqual(fillsOf(run), ['0 buy 10 at 100'])
    assert.deepEqual([...run.record.equity.toArray()], [9_998_500_000, 9_998_500_000])
    assert.deepEqual([...run.record.cash.toArray()], [8_998_500_000, 8_998_500_000])
  })

  test('on the last bar are in the last equity and in the profit of each strategy', ({
    assert,
  }) => {
    const script = afterBars({ 1: [buy(10)] })
    const run = runScripts([flat([100, 100])], [script, afterBars({ 1: [buy(20)] })], {
      ...NOW,
      commission: { type: 'per_order', amount: 2 },
    })
    assert.equal(run.record.equity.toArray().at(-1), equityOf(run.state))
    assert.deepEqual(
      run.record.strategyProfit.map((list) => list.toArray().at(-1)),
      [-2_000_000, -2_000_000]
    )
  })

  test('leave out what an earlier fill of the same group has cancelled', ({ assert }) => {
    const script = afterBars({ 0: [buy(10, { ocoGroup: 1 }), sell(5, { ocoGroup: 1 })] })
    const run = runScripts([flat([100, 100])], [script], NOW)
    assert.deepEqual(fillsOf(run), ['0 buy 10 at 100'])
    assert.deepEqual(
      run.record.orders.map((one) => one.state),
      ['filled', 'cancelled']
    )
  })

  test('go on with the next bar where the close did not fill them', ({ assert }) => {
    const script = afterBars({ 0: [buy(10, { limit: 95 })] })
    const run = runScripts([flat([100, 94, 94])], [script], NOW)
    assert.deepEqual(fillsOf(run), ['1 buy 10 at 94'])
  })
})
