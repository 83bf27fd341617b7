import { test } from '@japa/runner'
import { defineStrategy, Sma } from '@aq-trading/sdk'
import { SHARED_ABSENT, sharedPath } from '#tests/shared.js'
import { csvRows, dailyColumns, share, simulate } from '#tests/support/simulate.js'

const manifest = { id: 'oracle', kind: 'strategy', parameters: {} } as const

/** Strict crossing of two averages: the rule of both published runs. */
function crossing(fast: number, slow: number) {
  const a = new Sma(fast)
  const b = new Sma(slow)
  let before = [Number.NaN, Number.NaN]
  return (close: number): -1 | 0 | 1 => {
    a.update(close)
    b.update(close)
    const [x, y] = before as [number, number]
    before = [a.value, b.value]
    if (x < y && a.value > b.value) return 1
    if (x > y && a.value < b.value) return -1
    return 0
  }
}

const flip = defineStrategy(manifest, (_parameters, context) => {
  const cross = crossing(10, 30)
  return {
    warmupBars: 30,
    onBar({ symbol, close }) {
      const turn = cross(close)
      if (turn === 0) return
      context.close(symbol)
      const all = { cashFraction: 1, sizedAt: 'open' } as const
      if (turn > 0) context.buy(symbol, all)
      else context.sell(symbol, all)
    },
  }
})

const tenShares = defineStrategy(manifest, (_parameters, context) => {
  const cross = crossing(10, 20)
  return {
    warmupBars: 20,
    onBar({ symbol, close }) {
      const turn = cross(close)
      const held = context.position(symbol).quantity
      if (turn > 0 && held === 0) context.buy(symbol, { quantity: 10 })
      if (turn < 0 && held > 0) context.close(symbol)
    },
  }
})

test.group('published backtests', () => {
  test('backtesting.py, GOOG, averages 10/30, always in the market: 66 trades and every equity', ({
    assert,
  }) => {
    const prices = sharedPath('data', 'goog-daily-2004-2013')
    const oracle = sharedPath('oracles', 'backtest')
    if (prices === null || oracle === null) return
    const run = simulate(flip, [dailyColumns(`${prices}/GOOG.csv`)], {
      instruments: [share('US.GOOG')],
      atEnd: 'close_at_last_open',
    })
    const trades = csvRows(`${oracle}/sma_flip_10_30_goog.trades.csv`)
    assert.lengthOf(trades, 66)
    assert.deepEqual(
      run.record.trades.map((one) => [
        (one.side === 'long' ? 1 : -1) * one.quantity,
        new Date(one.entryMs).toISOString().slice(0, 10),
        new Date(one.exitMs ?? 0).toISOString().slice(0, 10),
        one.entryPrice.toFixed(6),
        one.exitPrice?.toFixed(6),
        (one.profit / 1e6).toFixed(6),
      ]),
      trades.map((row) => [
        Number(row.Size),
        row.EntryTime,
        row.ExitTime,
        Number(row.EntryPrice).toFixed(6),
        Number(row.ExitPrice).toFixed(6),
        Number(row.PnL).toFixed(6),
      ])
    )
    const equity = run.record.equity.toArray()
    const expected = csvRows(`${oracle}/sma_flip_10_30_goog.equity.csv`)
    assert.lengthOf(equity, expected.length)
    expected.forEach((row, i) => {
      assert.closeTo((equity[i] as number) / 1e6, Number(row.Equity), 1e-6, `equity on ${row.date}`)
    })
    assert.closeTo((equity.at(-1) as number) / 1e6, 51_422.99, 1e-6)
  }).skip(() => sharedPath('oracles', 'backtest') === null, SHARED_ABSENT)

  test('backtrader, GOOG, averages 10/20, ten shares long: every fill and every equity', ({
    assert,
  }) => {
    const prices = sharedPath('data', 'goog-daily-2004-2013')
    const oracle = sharedPath('oracles', 'backtest')
    if (prices === null || oracle === null) return
    const run = simulate(tenShares, [dailyColumns(`${prices}/GOOG.csv`)])
    const fills = csvRows(`${oracle}/sma_long_10_20_goog_fix10.fills.csv`)
    assert.deepEqual(
      run.record.fills.map((one) => [
        new Date(one.atMs).toISOString().slice(0, 10),
        (one.side === 'buy' ? 1 : -1) * one.quantity,
        one.price,
      ]),
      fills.map((row) => [row.date, Number(row.size), Number(row.price)])
    )
    const equity = run.record.equity.toArray()
    const expected = csvRows(`${oracle}/sma_long_10_20_goog_fix10.equity.csv`)
    assert.lengthOf(equity, expected.length)
    expected.forEach((row, i) => {
      const ours = (equity[i] as number) / 1e6
      assert.closeTo(ours / Number(row.equity), 1, 1e-6, `equity on ${row.date}`)
    })
    assert.closeTo((equity.at(-1) as number) / 1e6, 19_477.7, 0.005)
  }).skip(() => sharedPath('oracles', 'backtest') === null, SHARED_ABSENT)
})
