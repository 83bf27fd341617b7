import { test } from '@japa/runner'
import type { Command } from '#kernel/command.js'
import {
  FIRST_DAY,
  afterBars,
  buy,
  fillsOf,
  flat,
  runScripts,
  sell,
} from '#tests/support/script.js'
import { KernelAccount } from '#tests/support/account.js'
import { share } from '#tests/support/simulate.js'

/** An account that has just met a split of its first instrument. */
function split(account: KernelAccount, ratio: number): Command[] {
  const action = { type: 'split', exDay: FIRST_DAY, ratio } as const
  const commands = account.apply({
    type: 'corporate_action',
    instrument: 0,
    action,
    atMs: account.atMs,
  })
  account.confirmCancels(commands)
  return commands
}

function holding(quantity: number, price: number, terms = share('US.AAPL')): KernelAccount {
  const account = new KernelAccount([terms], { cash: 1_000_000 })
  account.prices(price)
  account.trade(quantity > 0 ? buy(quantity) : sell(-quantity), price)
  return account
}

test.group('a split of a position', () => {
  const cases = [
    { name: '7:1, 100 AAPL at 645.57', ratio: 7, before: 100, price: 645.57, after: 700 },
    { name: '4:1, 25 AAPL at 499.23', ratio: 4, before: 25, price: 499.23, after: 100 },
    { name: '3:2, 10 shares at 90', ratio: 1.5, before: 10, price: 90, after: 15 },
    { name: '1:10, 300 shares at 0.85', ratio: 0.1, before: 300, price: 0.85, after: 30 },
    { name: '7:1, short 100 AAPL', ratio: 7, before: -100, price: 645.57, after: -700 },
    { name: '1:10, short 300 shares', ratio: 0.1, before: -300, price: 0.85, after: -30 },
  ]
  for (const { name, ratio, before, price, after } of cases) {
    test(`neither gains nor loses: ${name}`, ({ assert }) => {
      const account = holding(before, price)
      const { equity, cash } = account
      const cost = account.state.positions[1]!.averageCost
      split(account, ratio)
      assert.equal(account.held(), after)
      assert.equal(account.cash, cash)
      assert.closeTo(account.equity, equity, 2e-6)
      assert.closeTo(account.state.positions[1]!.averageCost * ratio, cost, 1e-9)
      assert.equal(account.state.instruments[0]!.net, after)
      assert.equal(account.explainedCash, account.state.cash)
    })
  }

  test('pays out the fraction of a share that a reverse split leaves', ({ assert }) => {
    const account = holding(105, 2)
    const { equity, cash } = account
    const rows = split(account, 0.1).filter((one) => one.type === 'transaction_recorded')
    assert.equal(account.held(), 10)
    assert.closeTo(account.cash - cash, 0.5 * 20, 1e-6)
    assert.closeTo(account.equity, equity, 1e-6)
    assert.deepEqual(
      rows.map(({ transaction }) => [transaction.type, transaction.quantity, transaction.price]),
      [['cash_in_lieu', 0.5, 20]]
    )
    assert.equal(account.explainedCash, account.state.cash)
  })

  test('takes the fraction of a share from a short', ({ assert }) => {
    const account = holding(-105, 2)
    const { equity, cash } = account
    split(account, 0.1)
    assert.equal(account.held(), -10)
    assert.closeTo(account.cash - cash, -10, 1e-6)
    assert.closeTo(account.equity, equity, 1e-6)
  })

  test('that leaves no whole share ends the trade with its profit', ({ assert }) => {
    for (const quantity of [5, -5]) {
      const account = holding(quantity, 2)
      account.prices(3)
      const closed = split(account, 0.1).flatMap((one) =>
        one.type === 'trade_closed' ? [one.trade] : []
      )
      assert.equal(account.held(), 0)
      assert.lengthOf(closed, 1)
      assert.closeTo(closed[0]!.profit, quantity * 1e6, 1)
      assert.isNull(account.state.positions[1]!.trade)
      assert.equal(account.explainedCash, account.state.cash)
      account.trade(buy(20), 30)
      assert.equal(account.state.positions[1]!.trade!.entered, 20, 'the next trade is its own')
    }
  })

  test('may leave an odd lot, which is no fraction', ({ assert }) => {
    const tencent = share('HK.00700', { lotSize: 100, quantityStep: 100, tickSize: 0.2 })
    const account = holding(500, 380, tencent)
    const { cash } = account
    split(account, 0.1)
    assert.equal(account.held(), 50)
    assert.equal(account.cash, cash)
    assert.equal(account.quantity({ type: 'target', size: 0 }), 50, 'and it can be closed')
  })

  test('keeps a fraction where fractions may be held', ({ assert }) => {
    const account = holding(105, 2, share('US.AAPL', { quantityStep: 0.001 }))
    split(account, 0.1)
    assert.equal(account.held(), 10.5)
  })
})

test.group('a split of a working order', () => {
  test('7:1 multiplies the quantity and divides prices, rounded to the tick', ({ assert }) => {
    const account = new KernelAccount([share('US.AAPL')], { cash: 1_000_000 })
    account.prices(645.57)
    const entry = account.order(
      buy(10, {
        limit: 640,
        stop: 645,
        stopLoss: { kind: 'price', value: 600 },
        takeProfit: { kind: 'amount', value: 70 },
        trailingStop: { kind: 'fraction', value: 0.1 },
      })
    )
    split(account, 7)
    if (typeof entry === 'string') throw new Error(entry)
    assert.equal(entry.quantity, 70)
    assert.equal(entry.limitPrice, 91.42)
    assert.equal(entry.stopPrice, 92.14)
    assert.closeTo(entry.stopLoss!.value, 600 / 7, 1e-12)
    assert.closeTo(entry.takeProfit!.value, 10, 1e-12)
    assert.equal(entry.trailingStop!.value, 0.1)
    assert.equal(account.state.instruments[0]!.restingBuys, 70)
  })

  test('1:10 keeps whole units of what is left of a part-filled order', ({ assert }) => {
    const account = new KernelAccount([share('US.F')], { cash: 1_000_000 })
    account.prices(2)
    const entry = account.order(buy(100, { limit: 2 }))
    account.fill(entry, 2, { quantity: 33 })
    split(account, 0.1)
    if (typeof entry === 'string') throw new Error(entry)
    assert.closeTo(entry.quantity - entry.filled, 6, 1e-9)
    assert.equal(account.held(), 3)
    account.fill(entry, 20, { quantity: 6 })
    assert.equal(entry.state, 'filled')
    assert.equal(account.held(), 9)
  })

  test('is cancelled when nothing is left of it', ({ assert }) => {
    const account = new KernelAccount([share('US.F')])
    account.prices(2)
    const entry = account.order(buy(5, { limit: 1 }))
    split(account, 0.1)
    assert.equal(typeof entry === 'string' ? entry : entry.state, 'cancelled')
    assert.equal(account.state.instruments[0]!.restingBuys, 0)
  })

  test('attached exits guard the new quantity at the new prices', ({ assert }) => {
    const account = new KernelAccount([share('US.AAPL')], { cash: 1_000_000 })
    account.prices(645.57)
    const exits = {
      stopLoss: { kind: 'fraction', value: 0.1 },
      takeProfit: { kind: 'price', value: 700 },
    } as const
    account.trade(buy(10, exits), 645)
    split(account, 7)
    assert.deepEqual(
      account.state.orders.map((one) => [one.role, one.quantity, one.stopPrice ?? one.limitPrice]),
      [
        ['stop_loss', 70, 82.93],
        ['take_profit', 70, 100],
      ]
    )
  })
})

test.group('splits in a run', () => {
  const actions = [[{ type: 'split', exDay: FIRST_DAY + 2, ratio: 7 } as const]]

  test('an order made on the eve is filled in new shares at the new open', ({ assert }) => {
    const script = afterBars({ 1: [buy(10)] })
    const run = runScripts([flat([700, 700, 100])], [script], { actions })
    assert.deepEqual(fillsOf(run), ['2 buy 70 at 100'])
  })

  test('equity runs level over the ex-date and the strategy hears of it', ({ assert }) => {
    const run = runScripts([flat([700, 700, 100, 100])], [afterBars({ 0: [buy(10)] })], { actions })
    assert.deepEqual([...run.record.equity.toArray()], Array(4).fill(10_000_000_000))
    const { heard } = run.advisors[0] as never as { heard: string[] }
    assert.deepEqual(heard, ['split 7 of 0'])
  })

  test('a stop loss made before the split guards after it', ({ assert }) => {
    const stopLoss = { kind: 'fraction', value: 0.1 } as const
    const script = afterBars({ 0: [buy(10, { stopLoss })] })
    const run = runScripts([flat([700, 700, 100, 85])], [script], { actions })
    assert.deepEqual(fillsOf(run), ['1 buy 10 at 700', '3 sell 70 at 85'])
  })

  test('what went ex before the first bar changes nothing', ({ assert }) => {
    const early = [[{ type: 'split', exDay: FIRST_DAY, ratio: 7 } as const]]
    const run = runScripts([flat([100, 100])], [afterBars({ 0: [buy(10)] })], { actions: early })
    assert.deepEqual(fillsOf(run), ['1 buy 10 at 100'])
  })

  test('an action in a gap is applied before the next bar', ({ assert }) => {
    const gap = flat([700, 700, 0, 100])
    const kept = {
      ...gap,
      count: 3,
      startMs: gap.startMs.filter((_, k) => k !== 2),
      open: gap.open.filter((_, k) => k !== 2),
      high: gap.high.filter((_, k) => k !== 2),
      low: gap.low.filter((_, k) => k !== 2),
      close: gap.close.filter((_, k) => k !== 2),
      volume: gap.volume.filter((_, k) => k !== 2),
    }
    const run = runScripts([kept], [afterBars({ 0: [buy(10)] })], { actions })
    assert.deepEqual([...run.record.equity.toArray()], Array(3).fill(10_000_000_000))
  })
})
