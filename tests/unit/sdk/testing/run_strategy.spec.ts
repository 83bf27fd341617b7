import { test } from '@japa/runner'
import { defineStrategy, type Context, type Strategy } from '@aq-trading/sdk'
import { dailyBars, runStrategy, StrategyFailed } from '@aq-trading/sdk/testing'

const MANIFEST = {
  id: 'trial',
  kind: 'strategy',
  parameters: { units: { default: 10 }, side: { default: 'buy' } },
} as const

/** A strategy that acts on given days, counted from 0. */
function onDays(
  acts: Record<number, (context: Context, symbol: string) => void>,
  rest: Partial<Strategy> = {}
) {
  return defineStrategy(MANIFEST, (_, context) => {
    let day = -1
    return {
      ...rest,
      onBar({ symbol }) {
        day += 1
        acts[day]?.(context, symbol)
      },
    }
  })
}

const DAY_OF_JANUARY = (date: number): number => Date.UTC(2024, 0, date) / 86_400_000

test.group('running a strategy in a test', () => {
  test('fills at the next open, with commission and slippage', ({ assert }) => {
    const strategy = onDays({ 0: (context, symbol) => context.buy(symbol, { quantity: 100 }) })
    const run = runStrategy(strategy, {
      bars: dailyBars([100, [101, 103, 100, 102], 102]),
      cash: 20_000,
      commission: { type: 'per_share', rate: 0.005, minimum: 1, maximumFraction: null },
      slippage: { type: 'basis_points', bps: 10 },
    })
    assert.containSubset(run.fills[0], { price: 101.101, commission: 1, quantity: 100 })
    assert.closeTo(run.finalEquity, 20_000 - 100 * 101.101 - 1 + 100 * 102, 1e-6)
    assert.deepEqual(run.startMs, [
      Date.UTC(2024, 0, 2),
      Date.UTC(2024, 0, 3),
      Date.UTC(2024, 0, 4),
    ])
  })

  test('a split multiplies the position and tells the strategy', ({ assert }) => {
    const told: unknown[] = []
    const strategy = onDays(
      { 0: (context, symbol) => context.buy(symbol, { quantity: 10 }) },
      { onCorporateAction: (action) => void told.push(action) }
    )
    const run = runStrategy(strategy, {
      bars: dailyBars([700, 700, 100]),
      actions: { 'US.TEST': [{ type: 'split', exDay: DAY_OF_JANUARY(4), ratio: 7 }] },
    })
    assert.equal(run.quantityOf('US.TEST'), 70)
    assert.deepEqual(run.equity, [100_000, 100_000, 100_000])
    assert.deepEqual(told, [
      { type: 'split', symbol: 'US.TEST', ratio: 7, exDateMs: Date.UTC(2024, 0, 4) },
    ])
  })

  test('a dividend is paid on what is held', ({ assert }) => {
    const strategy = onDays({ 0: (context, symbol) => context.buy(symbol, { quantity: 10 }) })
    const run = runStrategy(strategy, {
      bars: dailyBars([100, 100, 100]),
      actions: { 'US.TEST': [{ type: 'dividend', exDay: DAY_OF_JANUARY(4), amount: 0.5 }] },
    })
    assert.closeTo(run.finalEquity, 100_005, 1e-6)
  })

  test('attached exits: of stop-loss and take-profit one fills and the other goes', ({
    assert,
  }) => {
    const exits = { stopLoss: { fraction: 0.05 }, takeProfit: { amount: 10 } }
    const strategy = onDays({
      0: (context, symbol) => context.buy(symbol, { quantity: 10, ...exits }),
    })
    const run = runStrategy(strategy, { bars: dailyBars([100, 100, [105, 112, 104, 111]]) })
    assert.deepEqual(
      run.orders.map(({ role, state, averagePrice }) => [role, state, averagePrice]),
      [
        ['entry', 'filled', 100],
        ['stop_loss', 'cancelled', 0],
        ['take_profit', 'filled', 110],
      ]
    )
    assert.equal(run.trades[0]?.profit, 100)
  })

  test('what a foreign position is worth, in account currency', ({ assert }) => {
    let worth = NaN
    const strategy = onDays({
      0: (context) => context.buy('HK.00700', { quantity: 100 }),
      2: (context) => void (worth = context.position('HK.00700').unrealisedPnl),
    })
    const run = runStrategy(strategy, {
      bars: { 'HK.00700': dailyBars([300, 300, 310]) },
      fxRates: { HKD: 0.128 },
    })
    assert.closeTo(worth, 100 * 10 * 0.128, 1e-9)
    assert.closeTo(run.finalEquity, 100_000 + worth, 1e-6)
  })

  test('cancel and replace reach the order of their reference', ({ assert }) => {
    let first = 0
    let second = 0
    const strategy = onDays({
      0: (context, symbol) => {
        first = context.buy(symbol, { quantity: 10, limit: 50 })
        second = context.buy(symbol, { quantity: 10, limit: 60 })
      },
      1: (context) => context.cancel(first),
      2: (context) => context.replace(second, { limit: 99, quantity: 20 }),
    })
    const run = runStrategy(strategy, { bars: dailyBars([100, 100, 100, [100, 100, 98, 100]]) })
    assert.deepEqual(
      run.orders.map(({ state, limitPrice, quantity }) => [state, limitPrice, quantity]),
      [
        ['cancelled', 50, 10],
        ['filled', 99, 20],
      ]
    )
  })

  test('a denial says why, in the test and to the strategy', ({ assert }) => {
    const heard: string[] = []
    const strategy = onDays(
      { 0: (context, symbol) => context.sell(symbol, { quantity: 10 }) },
      { onDenied: ({ code }) => void heard.push(code) }
    )
    const run = runStrategy(strategy, { bars: dailyBars([100, 100]) })
    assert.containSubset(run.denials[0], { code: 'risk', asked: 10, quantity: 0 })
    assert.match(run.denials[0]!.text, /may not sell short/)
    assert.deepEqual(heard, ['risk'])
    assert.containSubset(run.signals[0], { type: 'order', side: 'sell', symbol: 'US.TEST' })
  })

  test('an error is thrown again with its own words and stack', ({ assert }) => {
    const strategy = onDays({
      1: () => {
        throw new TypeError('no such level')
      },
    })
    try {
      runStrategy(strategy, { bars: dailyBars([1, 2, 3]) })
      assert.fail('nothing was thrown')
    } catch (error) {
      assert.instanceOf(error, StrategyFailed)
      assert.containSubset(error, { message: 'no such level', where: 'onBar' })
      assert.match((error as Error).stack!, /run_strategy\.spec/)
    }
  })

  test('parameters are the defaults where none is given, and unknown ones are refused', ({
    assert,
  }) => {
    let given: unknown = null
    const strategy = defineStrategy(MANIFEST, (parameters) => {
      given = parameters
      return { onBar() {} }
    })
    runStrategy(strategy, { bars: dailyBars([1]), parameters: { units: 5 } })
    assert.deepEqual(given, { units: 5, side: 'buy' })
    const wrong = { unit: 5 } as never
    assert.throws(
      () => runStrategy(strategy, { bars: dailyBars([1]), parameters: wrong }),
      /has no parameter "unit"/
    )
  })

  test('days are weekdays, and a date that is none is refused', ({ assert }) => {
    const dates = dailyBars([1, 2, 3], '2024-01-05').map(({ startMs }) =>
      new Date(startMs).getUTCDate()
    )
    assert.deepEqual(dates, [5, 8, 9])
    assert.throws(() => dailyBars([1], '5 Jan'), /from must be a date like 2024-01-02, was "5 Jan"/)
  })
})
