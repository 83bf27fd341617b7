import { test } from '@japa/runner'
import type { Simulation } from '#kernel/simulation/simulation.js'
import { SHARED_ABSENT, sharedPath } from '#tests/shared.js'
import { afterBars, buy, runScripts, sell, type Wish } from '#tests/support/script.js'
import { share } from '#tests/support/simulate.js'
import { actionsOf, factorsOf, rawBars } from './real_shares.js'

/* Real raw prices held over real splits and dividends. */

const isAbsent = sharedPath('data', 'us-equity-daily-raw', 'AAPL.csv') === null
const dayOf = (date: string) => Date.parse(date) / 86_400_000

/** Holds from the second bar on; `expected` is worked out from bars and actions alone. */
function hold(symbol: string, dates: [string, string], wish: Wish) {
  const columns = rawBars(symbol, ...dates)
  const actions = actionsOf(factorsOf(symbol), columns)
  const run: Simulation = runScripts([columns], [afterBars({ 0: [wish] })], {
    cash: 100_000,
    instruments: [share(`US.${symbol}`)],
    actions: [actions],
  })
  let quantity = 0
  let cash = 100_000
  const expected = [...columns.startMs].map((startMs, k) => {
    for (const action of actions) {
      if (action.exDay !== startMs / 86_400_000) continue
      if (action.type === 'split') quantity *= action.ratio
      else cash += quantity * action.amount
    }
    if (k === 1) {
      quantity = wish.side === 'sell' ? -wish.size! : wish.size!
      cash -= quantity * columns.open[1]!
    }
    return cash + quantity * columns.close[k]!
  })
  return { run, expected, quantity, actions, columns }
}

test.group('raw prices', () => {
  for (const side of ['buy', 'sell'] as const) {
    test(`${side === 'buy' ? '50 AAPL held' : '50 AAPL held short'} over 7:1 and 4:1 neither gain nor lose`, ({
      assert,
    }) => {
      const wish = side === 'buy' ? buy(50) : sell(50)
      const { run, expected, quantity, actions, columns } = hold(
        'AAPL',
        ['2014-05-01', '2020-10-30'],
        wish
      )
      assert.deepEqual(
        actions.filter((one) => one.type === 'split').map((one) => [one.exDay, one.ratio]),
        [
          [dayOf('2014-06-09'), 7],
          [dayOf('2020-08-31'), 4],
        ]
      )
      const equity = run.record.equity.toArray()
      expected.forEach((value, k) => {
        assert.closeTo(
          equity[k]! / 1e6,
          value,
          1e-4,
          `equity on ${new Date(columns.startMs[k]!).toISOString()}`
        )
      })
      assert.equal(Math.abs(quantity), 1400)
      assert.equal(run.state.positions[1]!.quantity, quantity)
      // Over both ex-dates the value moves by what the share moved, a few percent, not by a factor.
      for (const date of ['2014-06-09', '2020-08-31']) {
        const k = columns.startMs.indexOf(Date.parse(date))
        const moved = Math.abs(equity[k]! - equity[k - 1]!) / 1e6
        const held = 50 * 7 * (date === '2020-08-31' ? 4 : 1) * columns.close[k]!
        assert.isBelow(moved / held, 0.06)
      }
    }).skip(isAbsent, SHARED_ABSENT)
  }

  test('100 SPY earn their dividends to the cent', ({ assert }) => {
    const { run, expected, actions } = hold('SPY', ['2013-01-02', '2019-12-31'], buy(100))
    const equity = run.record.equity.toArray()
    expected.forEach((value, k) => assert.closeTo(equity[k]! / 1e6, value, 1e-4))
    const paid = run.record.transactions.filter((one) => one.type === 'dividend')
    assert.lengthOf(paid, 28, 'four a year')
    assert.equal(actions.length, 28)
    paid.forEach((one) => assert.equal(one.amount % 1_000_000, 0, 'whole dollars for 100 shares'))
  }).skip(isAbsent, SHARED_ABSENT)
})
