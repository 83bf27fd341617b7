import { test } from '@japa/runner'
import { annualTurnover, exposure } from '#kernel/metric/activity.js'
import { YEAR_MS } from '#kernel/metric/annual_return.js'
import { tradeStatistics } from '#kernel/metric/trade_statistics.js'
import type { TradeSummary } from '#kernel/metric/trade_summary.js'

const DAY = 86_400_000

function trade(over: Partial<TradeSummary>): TradeSummary {
  return {
    strategy: 'momentum',
    symbol: 'US.AAPL',
    side: 'long',
    quantity: 100,
    entryMs: 0,
    exitMs: DAY,
    entryPrice: 10,
    exitPrice: 11,
    pnl: 100,
    returnFraction: 0.1,
    fees: 1,
    barsHeld: 1,
    open: false,
    ...over,
  }
}

test.group('trade statistics', () => {
  test('two wins, one loss, one still open', ({ assert }) => {
    const figures = tradeStatistics([
      trade({ pnl: 300, returnFraction: 0.3, exitMs: 2 * DAY, barsHeld: 2 }),
      trade({ pnl: 100, returnFraction: 0.1, exitMs: 3 * DAY, barsHeld: 3, side: 'short' }),
      trade({ pnl: -100, returnFraction: -0.1, exitMs: 4 * DAY, barsHeld: 4 }),
      trade({ pnl: 55, open: true, exitMs: null, exitPrice: null, fees: 2 }),
    ])
    assert.containSubset(figures, {
      closed: 3,
      open: 1,
      long: 2,
      short: 1,
      won: 2,
      lost: 1,
      even: 0,
      netProfit: 300,
      grossProfit: 400,
      grossLoss: -100,
      openProfit: 55,
      fees: 5,
      averageWin: 200,
      averageLoss: -100,
      payoff: 2,
      profitFactor: 4,
      largestWin: 300,
      largestLoss: -100,
      expectancy: 100,
      longestWinningRun: 2,
      longestLosingRun: 1,
      averageBarsHeld: 3,
      averageDaysHeld: 3,
      longestDaysHeld: 4,
    })
    assert.closeTo(figures.winRate!, 2 / 3, 1e-15)
    assert.closeTo(figures.kelly!, 0.5, 1e-15)
    assert.closeTo(figures.profitFactorOfReturns!, 4, 1e-12)
    assert.closeTo(figures.systemQuality!, (Math.sqrt(3) * 100) / 200, 1e-12)
  })

  test('runs follow the order of exits, not of entries', ({ assert }) => {
    const figures = tradeStatistics([
      trade({ exitMs: 3 * DAY, pnl: 1 }),
      trade({ exitMs: 1 * DAY, pnl: 1 }),
      trade({ exitMs: 2 * DAY, pnl: -1 }),
    ])
    assert.equal(figures.longestWinningRun, 1)
  })

  test('no trade has no rates', ({ assert }) => {
    const figures = tradeStatistics([])
    assert.equal(figures.closed, 0)
    for (const name of [
      'winRate',
      'payoff',
      'profitFactor',
      'expectancy',
      'systemQuality',
    ] as const) {
      assert.isNull(figures[name])
    }
  })

  test('without a loss there is no profit factor, rather than infinity', ({ assert }) => {
    assert.isNull(tradeStatistics([trade({})]).profitFactor)
  })

  test('a hundred thousand trades do not overflow the stack', ({ assert }) => {
    const many = Array.from({ length: 100_000 }, (_, i) => trade({ pnl: i % 2 ? 1 : -1 }))
    assert.equal(tradeStatistics(many).largestWin, 1)
  })
})

test.group('exposure and turnover', () => {
  const marks = Float64Array.from([1, 2, 3, 4, 5], (day) => day * DAY)

  test('counts each bar in which anything was held, once', ({ assert }) => {
    const held = [
      trade({ entryMs: 1.2 * DAY, exitMs: 2.5 * DAY }),
      trade({ entryMs: 2.2 * DAY, exitMs: 2.6 * DAY }),
    ]
    assert.equal(exposure(held, marks), 2 / 5)
  })

  test('a trade inside one bar counts that bar, an open one to the end', ({ assert }) => {
    assert.equal(exposure([trade({ entryMs: 2.2 * DAY, exitMs: 2.3 * DAY })], marks), 1 / 5)
    assert.equal(exposure([trade({ entryMs: 2.2 * DAY, exitMs: null })], marks), 3 / 5)
  })

  test('leaving as a bar begins does not hold it', ({ assert }) => {
    assert.equal(exposure([trade({ entryMs: 1 * DAY + 1, exitMs: 2 * DAY })], marks), 1 / 5)
  })

  test('nothing traded, nothing exposed', ({ assert }) => {
    assert.equal(exposure([], marks), 0)
    assert.isNull(exposure([], new Float64Array(0)))
  })

  test('buying and selling the whole equity once a year is a turnover of one', ({ assert }) => {
    const trades = [trade({ quantity: 100, entryPrice: 10, exitPrice: 10 })]
    assert.equal(annualTurnover({ trades, meanEquity: 1000, elapsedMs: YEAR_MS }), 1)
    const valued = [trade({ entryValue: 5000, exitValue: 5000 })]
    assert.equal(annualTurnover({ trades: valued, meanEquity: 1000, elapsedMs: YEAR_MS }), 5)
    assert.isNull(annualTurnover({ trades, meanEquity: 0, elapsedMs: YEAR_MS }))
  })
})
