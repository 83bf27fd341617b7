import { test } from '@japa/runner'
import { FIRST_DAY, afterBars, buy, flat, runScripts, sell } from '#tests/support/script.js'
import { share } from '#tests/support/simulate.js'

/* SPY goes ex 1.58 on the third day and falls by as much. */

const PRICES = [300, 300, 298.42, 298.42]
const actions = [[{ type: 'dividend', exDay: FIRST_DAY + 2, amount: 1.58 } as const]]

test.group('dividends', () => {
  test('are paid to who held before the ex-date', ({ assert }) => {
    const run = runScripts([flat(PRICES)], [afterBars({ 0: [buy(10)] })], { actions })
    assert.deepEqual([...run.record.equity.toArray()], Array(4).fill(10_000_000_000))
    assert.deepEqual(
      run.record.transactions.filter((one) => one.type === 'dividend').map((one) => one.amount),
      [15_800_000]
    )
    const [trade] = run.record.trades
    assert.equal(trade!.profit, 0, 'the trade has the income in its profit')
  })

  test('are taken from who was short', ({ assert }) => {
    const run = runScripts([flat(PRICES)], [afterBars({ 0: [sell(10)] })], { actions })
    assert.deepEqual([...run.record.equity.toArray()], Array(4).fill(10_000_000_000))
    assert.equal(run.record.transactions.at(-1)!.amount, -15_800_000)
  })

  test('are not paid to who buys at the open of the ex-date, but to who sells there', ({
    assert,
  }) => {
    const late = runScripts([flat(PRICES)], [afterBars({ 1: [buy(10)] })], { actions })
    assert.isFalse(late.record.transactions.some((one) => one.type === 'dividend'))
    const leaving = afterBars({ 0: [buy(10)], 1: [sell(10)] })
    const early = runScripts([flat(PRICES)], [leaving], { actions })
    assert.equal(early.state.cash, 10_000_000_000)
    assert.equal(early.record.trades[0]!.profit, 0)
  })

  test('of a foreign share are converted', ({ assert }) => {
    const instruments = [share('HK.00005', { currency: 'HKD', venue: 'HK' })]
    const run = runScripts([flat(PRICES)], [afterBars({ 0: [buy(10)] })], {
      actions,
      instruments,
      fxRates: { HKD: 0.128 },
    })
    const row = run.record.transactions.at(-1)!
    assert.deepEqual(
      [row.type, row.amount, row.price, row.fxRate],
      ['dividend', 2_022_400, 1.58, 0.128]
    )
  })

  test('go to each strategy for what it holds', ({ assert }) => {
    const run = runScripts(
      [flat(PRICES)],
      [afterBars({ 0: [buy(10)] }), afterBars({ 0: [sell(4)] })],
      { actions }
    )
    assert.deepEqual(
      run.record.transactions
        .filter((one) => one.type === 'dividend')
        .map((one) => [one.strategy, one.amount]),
      [
        [1, 15_800_000],
        [2, -6_320_000],
      ]
    )
  })
})
