import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { alphaOfPeriod, regression } from '#kernel/metric/benchmark.js'
import { summarise } from '#kernel/metric/performance.js'
import type { TradeSummary } from '#kernel/metric/trade_summary.js'
import { DAY_MS } from '#kernel/values/instant.js'
import { SHARED_ABSENT, sharedPath } from '#tests/shared.js'

const equityPath = sharedPath('oracles', 'backtest', 'sma_flip_10_30_goog.equity.csv')
const tradesPath = sharedPath('oracles', 'backtest', 'sma_flip_10_30_goog.trades.csv')
const pricesPath = sharedPath('data', 'goog-daily-2004-2013', 'GOOG.csv')
const absent = equityPath === null || tradesPath === null || pricesPath === null

function table(path: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/)
  const names = head!.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])))
}

function tradesOf(path: string): TradeSummary[] {
  return table(path).map((row) => ({
    strategy: 'sma_flip',
    symbol: 'US.GOOG',
    side: Number(row.Size) > 0 ? 'long' : 'short',
    quantity: Math.abs(Number(row.Size)),
    entryMs: Date.parse(row.EntryTime!),
    exitMs: Date.parse(row.ExitTime!),
    entryPrice: Number(row.EntryPrice),
    exitPrice: Number(row.ExitPrice),
    pnl: Number(row.PnL),
    returnFraction: Number(row.ReturnPct),
    fees: Number(row.Commission),
    barsHeld: Number(row.ExitBar) - Number(row.EntryBar),
    open: false,
  }))
}

function logReturns(values: number[]): Float64Array {
  return Float64Array.from(values.slice(1), (value, i) => Math.log(value / values[i]!))
}

test.group('metrics of the GOOG moving average flip 10/30', () => {
  test('agree with the figures backtesting.py printed', ({ assert }) => {
    const rows = table(equityPath!)
    const equity = Float64Array.from(rows, (row) => Number(row.Equity))
    const sessionDate = Float64Array.from(rows, (row) => Date.parse(row.date!) / DAY_MS)
    const endMs = sessionDate.map((day) => (day + 1) * DAY_MS)
    const performance = summarise({
      equity,
      endMs,
      sessionDate,
      startEquity: 10_000,
      periodsPerYear: 252,
      trades: tradesOf(tradesPath!),
    })
    const { returns, risk, ratios, trades } = performance
    assert.equal(returns.endEquity, 51_422.99)
    assert.closeTo(returns.totalReturn, 4.142299, 5e-7)
    assert.closeTo(returns.annualReturn!, 0.211911, 5e-7)
    assert.closeTo(risk.geometricAnnualVolatility!, 0.364972, 5e-7)
    assert.closeTo(ratios.geometricSharpe!, 0.58062, 5e-6)
    assert.closeTo(ratios.geometricSortino!, 1.08534, 5e-6)
    assert.closeTo(risk.maxDrawdown, -0.479801, 5e-7)
    assert.closeTo(trades.profitFactorOfReturns!, 2.16795, 5e-6)
    assert.equal(trades.closed, 66)
    // A trade entered and left at opens is held from the entry's bar to the last bar before the exit's.
    assert.closeTo(trades.exposure!, 0.967, 0.005)
  }).skip(absent, SHARED_ABSENT)

  test('beta from logarithmic returns gives its alpha of the period', ({ assert }) => {
    const equity = table(equityPath!).map((row) => Number(row.Equity))
    const close = table(pricesPath!).map((row) => Number(row.close))
    const { beta } = regression(logReturns(equity), logReturns(close))!
    assert.closeTo(beta, 0.0380339, 5e-8)
    // Its buy-and-hold starts on the last warm-up bar, the thirtieth.
    const benchmarkReturn = close[close.length - 1]! / close[29]! - 1
    const alpha = alphaOfPeriod({ totalReturn: 4.142299, benchmarkReturn, beta, riskFree: 0 })
    assert.closeTo(alpha, 3.943739, 5e-7)
  }).skip(absent, SHARED_ABSENT)
})
