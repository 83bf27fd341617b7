import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { Cross, defineStrategy, Sma } from '@aq-trading/sdk'
import { runStrategy, type TestBar } from '@aq-trading/sdk/testing'
import { SHARED_ABSENT, sharedPath } from '#tests/shared.js'

const GOOG = sharedPath('data', 'goog-daily-2004-2013', 'GOOG.csv')
const ORACLES = sharedPath('oracles', 'backtest')

function readRows(path: string): string[][] {
  const lines = readFileSync(path, 'utf8').trim().split(/\r?\n/)
  return lines.slice(1).map((line) => line.split(','))
}

function readGoog(): TestBar[] {
  return readRows(GOOG!).map(([date, ...numbers]) => {
    const [open, high, low, close, volume] = numbers.map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ]
    return { startMs: Date.parse(`${date}T00:00:00Z`), open, high, low, close, volume }
  })
}

/** The recipe "Turn a position around on a cross" of the plugin pages. */
const flip = defineStrategy({ id: 'flip', kind: 'strategy' }, (_, context) => {
  const fast = new Sma(10)
  const slow = new Sma(30)
  const cross = new Cross()
  return {
    warmupBars: 30,
    onBar({ symbol, close }) {
      cross.update(fast.update(close), slow.update(close))
      if (cross.value === 0) return
      context.close(symbol)
      const terms = { cashFraction: 1, sizedAt: 'open' } as const
      if (cross.up) context.buy(symbol, terms)
      else context.sell(symbol, terms)
    },
  }
})

const longOnly = defineStrategy({ id: 'long_only', kind: 'strategy' }, (_, context) => {
  const fast = new Sma(10)
  const slow = new Sma(20)
  const cross = new Cross()
  return {
    warmupBars: 20,
    onBar({ symbol, close }) {
      cross.update(fast.update(close), slow.update(close))
      const isHeld = context.position(symbol).quantity > 0
      if (cross.up && !isHeld) context.buy(symbol, { quantity: 10 })
      if (cross.down && isHeld) context.close(symbol)
    },
  }
})

test.group('strategies written with the SDK against other software', () => {
  test('backtesting.py: SMA 10/30 flip on GOOG, all trades and equity on every bar', ({
    assert,
  }) => {
    const run = runStrategy(flip, {
      bars: readGoog(),
      cash: 10_000,
      shortAllowed: true,
      atEnd: 'close_at_last_open',
      instruments: { 'US.TEST': { tickSize: 0 } },
    })
    const trades = readRows(sharedPath('oracles', 'backtest', 'sma_flip_10_30_goog.trades.csv')!)
    assert.lengthOf(run.trades, trades.length)
    trades.forEach(([size, , , entry, exit, , , profit], index) => {
      const trade = run.trades[index]!
      assert.equal(trade.quantity * (trade.side === 'long' ? 1 : -1), Number(size))
      assert.closeTo(trade.entryPrice, Number(entry), 1e-9)
      assert.closeTo(trade.exitPrice!, Number(exit), 1e-9)
      assert.closeTo(trade.profit, Number(profit), 1e-5)
    })
    const equity = readRows(sharedPath('oracles', 'backtest', 'sma_flip_10_30_goog.equity.csv')!)
    assert.lengthOf(run.equity, equity.length)
    equity.forEach(([date, wanted], index) =>
      assert.closeTo(run.equity[index]!, Number(wanted), 1e-5, date)
    )
  }).skip(GOOG === null || ORACLES === null, SHARED_ABSENT)

  test('backtrader: SMA 10/20 long only, every fill and equity on every bar', ({ assert }) => {
    const run = runStrategy(longOnly, { bars: readGoog(), cash: 10_000 })
    const fills = readRows(
      sharedPath('oracles', 'backtest', 'sma_long_10_20_goog_fix10.fills.csv')!
    )
    assert.lengthOf(run.fills, fills.length)
    fills.forEach(([date, size, price], index) => {
      const fill = run.fills[index]!
      assert.equal(new Date(fill.atMs).toISOString().slice(0, 10), date)
      assert.equal(fill.quantity * (fill.side === 'buy' ? 1 : -1), Number(size))
      assert.closeTo(fill.price, Number(price), 1e-9)
    })
    const equity = readRows(
      sharedPath('oracles', 'backtest', 'sma_long_10_20_goog_fix10.equity.csv')!
    )
    equity.forEach(([date, wanted], index) =>
      assert.closeTo(run.equity[index]!, Number(wanted), 1e-6, date)
    )
  }).skip(GOOG === null || ORACLES === null, SHARED_ABSENT)
})
