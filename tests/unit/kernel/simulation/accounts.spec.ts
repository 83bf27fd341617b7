import { test } from '@japa/runner'
import { UNLIMITED } from '#kernel/risk/limits.js'
import { equityOf } from '#kernel/state.js'
import { limitsWith } from '#tests/support/account.js'
import {
  FIRST_DAY,
  afterBars,
  buy,
  daily,
  fillsOf,
  flat,
  runScripts,
  sell,
} from '#tests/support/script.js'
import { columnsOf, share } from '#tests/support/simulate.js'

const DAY_MS = 86_400_000

test.group('orders that cancel each other', () => {
  const rows = daily([
    [100, 100, 100, 100],
    [100, 106, 94, 100],
    [100, 100, 100, 100],
  ])
  const group = { ocoGroup: 4 }

  test('the first fill of a group ends the others', ({ assert }) => {
    const script = afterBars({
      0: [buy(10, { stop: 105, ...group }), sell(10, { stop: 95, ...group })],
    })
    const run = runScripts([rows], [script])
    assert.deepEqual(fillsOf(run), ['1 buy 10 at 105'])
    assert.deepEqual(
      run.record.orders.map((one) => one.state),
      ['filled', 'cancelled']
    )
  })

  test('a part of it is enough', ({ assert }) => {
    const thin = daily([
      [100, 100, 100, 100],
      [94, 106, 94, 100, 40],
      [94, 100, 90, 100],
    ])
    const script = afterBars({
      0: [buy(10, { limit: 95, ...group }), sell(10, { limit: 105, ...group })],
    })
    const run = runScripts([thin], [script], { participationMax: 0.1 })
    assert.deepEqual(fillsOf(run), ['1 buy 4 at 94', '2 buy 6 at 94'])
  })

  test('what waits to be sized at an open belongs to its group too', ({ assert }) => {
    const late = buy(10, { instrument: 0, sizedAt: 'open', ...group })
    const script = afterBars({ 0: [buy(5, group), late] })
    const run = runScripts([rows], [script])
    assert.deepEqual(fillsOf(run), ['1 buy 5 at 100'])
  })

  test('the same number of another strategy is another group', ({ assert }) => {
    const run = runScripts(
      [rows],
      [
        afterBars({ 0: [buy(10, { stop: 105, ...group })] }),
        afterBars({ 0: [sell(10, { stop: 95, ...group })] }),
      ],
      { cash: 100_000 }
    )
    assert.lengthOf(run.record.fills, 2)
  })
})

test.group('several strategies', () => {
  const rows = flat([100, 100, 110, 110])

  test('share the cash: what one has spent the other has not', ({ assert }) => {
    const all = afterBars({ 0: [buy(1, { sizeKind: 'cash_fraction' })] })
    const half = afterBars({ 0: [buy(0.5, { sizeKind: 'cash_fraction' })] })
    const run = runScripts([rows], [half, all], {})
    assert.deepEqual(
      run.record.fills.map((one) => [one.strategy, one.quantity]),
      [
        [1, 50],
        [2, 50],
      ]
    )
  })

  test('hold against each other and add up to the account', ({ assert }) => {
    const run = runScripts([rows], [afterBars({ 0: [buy(40)] }), afterBars({ 0: [sell(30)] })], {
      commission: { type: 'per_order', amount: 1 },
    })
    const last = run.record.strategyProfit.map((list) => list.toArray().at(-1)! / 1e6)
    assert.deepEqual(last, [399, -301])
    assert.equal(equityOf(run.state) / 1e6, 10_098)
    assert.equal(run.state.instruments[0]!.net, 10)
  })

  test('one closing its own leaves the other its position and its exits', ({ assert }) => {
    const stopLoss = { kind: 'price', value: 90 } as const
    const run = runScripts(
      [rows],
      [
        afterBars({ 0: [buy(10, { stopLoss })], 1: [sell(10)] }),
        afterBars({ 0: [buy(20, { stopLoss })] }),
      ],
      {}
    )
    const width = 1
    assert.deepEqual(
      [1, 2].map((s) => run.state.positions[s * width]!.quantity),
      [0, 20]
    )
    assert.deepEqual(
      run.record.orders
        .filter((one) => one.role === 'stop_loss')
        .map((one) => [one.strategy, one.state]),
      [
        [1, 'cancelled'],
        [2, 'expired'],
      ]
    )
  })

  test('are shown their own instruments only', ({ assert }) => {
    const seen: string[] = []
    const script = (name: string) => (bar: number, instrument: number) => {
      seen.push(`${name} ${bar} ${instrument}`)
      return []
    }
    const slot = { warmupBars: 0, shortAllowed: true, leverageMax: 1 }
    runScripts([flat([100]), flat([50])], [script('a'), script('b')], {
      strategies: [
        { id: 'a', instruments: [1], ...slot },
        { id: 'b', instruments: [0, 1], ...slot },
      ],
    })
    assert.deepEqual(seen, ['a 0 1', 'b 0 0', 'b 0 1'])
  })
})

test.group('several instruments', () => {
  /** Flat bars on some days: [day, price]. */
  const on = (...days: [number, number][]) =>
    columnsOf(
      days.map(([day, price]) => [(FIRST_DAY + day) * DAY_MS, price, price, price, price, 1000])
    )

  test('are worth their last price through a gap', ({ assert }) => {
    const run = runScripts(
      [on([0, 100], [1, 100], [4, 120]), flat([50, 50, 50, 50, 50])],
      [afterBars({ 0: [buy(10)] })]
    )
    assert.deepEqual(
      [...run.record.equity.toArray()].map((equity) => equity / 1e6),
      [10_000, 10_000, 10_000, 10_000, 10_200]
    )
  })

  test('wait with their orders for their own next bar', ({ assert }) => {
    const run = runScripts(
      [on([0, 100], [3, 103]), flat([50, 50, 50, 50])],
      [afterBars({ 0: [buy(10)] })]
    )
    assert.deepEqual(fillsOf(run), ['3 buy 10 at 103'])
  })

  test('can be traded while another one is shown', ({ assert }) => {
    const script = (bar: number, instrument: number) =>
      bar === 1 && instrument === 1 ? [buy(10, { instrument: 0 })] : []
    const run = runScripts([on([0, 100], [3, 103]), flat([50, 50, 50, 50])], [script])
    assert.deepEqual(fillsOf(run), ['3 buy 10 at 103'])
  })

  test('a day order on daily bars waits through the gap for its one bar', ({ assert }) => {
    const wish = buy(10, { limit: 102, timeInForce: 'day' })
    const run = runScripts(
      [on([0, 100], [3, 103], [4, 100]), flat([50, 50, 50, 50])],
      [afterBars({ 0: [wish] })]
    )
    assert.equal(run.record.orders[0]!.state, 'expired')
  })

  test('in two currencies add up in that of the account', ({ assert }) => {
    const instruments = [
      share('HK.00700', {
        venue: 'HK',
        currency: 'HKD',
        tickSize: 0.2,
        lotSize: 100,
        quantityStep: 100,
      }),
      share('US.AAPL'),
    ]
    const script = (bar: number, instrument: number) =>
      bar === 0 ? [buy(instrument === 0 ? 100 : 10, { instrument })] : []
    const run = runScripts([flat([400, 400, 420]), flat([100, 100, 90])], [script], {
      instruments,
      fxRates: { HKD: 0.125 },
      commission: { type: 'per_order', amount: 8 },
    })
    // 8 HKD and 8 USD of commission; 100 × 20 HKD up, 10 × 10 USD down.
    assert.equal(equityOf(run.state) / 1e6, 10_000 - 8 * 0.125 - 8 + 100 * 20 * 0.125 - 100)
    assert.deepEqual(
      run.record.transactions.map((one) => [one.type, one.amount / 1e6, one.fxRate]),
      [
        ['deposit', 10_000, 1],
        ['trade', -5000, 0.125],
        ['commission', -1, 0.125],
        ['trade', -1000, 1],
        ['commission', -8, 1],
      ]
    )
  })
})

test.group('a halt on the daily loss', () => {
  test('withdraws entries, keeps exits, and denies what follows', ({ assert }) => {
    const stopLoss = { kind: 'price', value: 80 } as const
    const script = afterBars({
      0: [buy(50, { stopLoss }), buy(10, { limit: 70 })],
      3: [buy(1)],
      4: [sell(10)],
    })
    const run = runScripts([flat([100, 100, 95, 95, 95, 95, 79])], [script], {
      limits: limitsWith({ loss: { dailyLossMax: 200, haltOnDailyLoss: true } }),
    })
    assert.deepEqual(fillsOf(run), ['1 buy 50 at 100', '5 sell 10 at 95', '6 sell 40 at 79'])
    assert.deepEqual(
      run.record.orders.map((one) => [one.role, one.state]),
      [
        ['entry', 'filled'],
        ['entry', 'cancelled'],
        ['stop_loss', 'cancelled'],
        ['close', 'filled'],
      ]
    )
    assert.deepEqual(
      run.record.modeChanges.map((one) => [one.mode, one.reason]),
      [['halted', "today's loss of 250.00 has reached the limit of 200.00"]]
    )
    assert.equal(run.record.judgements[0]!.reason, 'trading is halted')
  })

  test('a run without limits never halts', ({ assert }) => {
    const run = runScripts([flat([100, 100, 10])], [afterBars({ 0: [buy(50)] })], {
      limits: UNLIMITED,
    })
    assert.lengthOf(run.record.modeChanges, 0)
  })
})
