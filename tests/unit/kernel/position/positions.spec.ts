import { test } from '@japa/runner'
import type { Trade } from '#kernel/position/trade.js'
import { KernelAccount } from '#tests/support/account.js'
import { buy, sell, type Wish } from '#tests/support/script.js'

/* Fills of AAPL from a cash of 10,000: what is held, what it cost, what was earned, in currency units. */

interface Step {
  readonly wish: Wish
  readonly price: number
  readonly fee?: number
  readonly held: number
  readonly averageCost: number
  readonly basis: number
  readonly realised: number
  readonly cash: number
}

const STORIES: Record<string, Step[]> = {
  'buys, adds, reduces, closes': [
    {
      wish: buy(10),
      price: 100,
      fee: 1,
      held: 10,
      averageCost: 100,
      basis: 1000,
      realised: 0,
      cash: 8999,
    },
    {
      wish: buy(30),
      price: 120,
      fee: 1,
      held: 40,
      averageCost: 115,
      basis: 4600,
      realised: 0,
      cash: 5398,
    },
    {
      wish: sell(10),
      price: 130,
      fee: 1,
      held: 30,
      averageCost: 115,
      basis: 3450,
      realised: 150,
      cash: 6697,
    },
    {
      wish: sell(30),
      price: 110,
      fee: 1,
      held: 0,
      averageCost: 0,
      basis: 0,
      realised: 0,
      cash: 9996,
    },
  ],
  'sells 100 short, covers 40, covers the rest': [
    {
      wish: sell(100),
      price: 50,
      held: -100,
      averageCost: 50,
      basis: -5000,
      realised: 0,
      cash: 15_000,
    },
    {
      wish: buy(40),
      price: 45,
      held: -60,
      averageCost: 50,
      basis: -3000,
      realised: 200,
      cash: 13_200,
    },
    { wish: buy(60), price: 55, held: 0, averageCost: 0, basis: 0, realised: -100, cash: 9900 },
  ],
  'turns a long into a short and back, fees shared': [
    {
      wish: buy(10),
      price: 100,
      fee: 1,
      held: 10,
      averageCost: 100,
      basis: 1000,
      realised: 0,
      cash: 8999,
    },
    {
      wish: sell(40),
      price: 110,
      fee: 4,
      held: -30,
      averageCost: 110,
      basis: -3300,
      realised: 100,
      cash: 13_395,
    },
    {
      wish: buy(50),
      price: 100,
      fee: 5,
      held: 20,
      averageCost: 100,
      basis: 2000,
      realised: 400,
      cash: 8390,
    },
  ],
}

test.group('positions', () => {
  for (const [name, steps] of Object.entries(STORIES)) {
    test(name, ({ assert }) => {
      const account = new KernelAccount()
      for (const one of steps) {
        account.prices(one.price)
        account.trade(one.wish, one.price, one.fee ?? 0)
        const position = account.state.positions[1]!
        assert.deepEqual(
          [
            position.quantity,
            position.averageCost,
            position.basis / 1e6,
            position.realised / 1e6,
            account.cash,
          ],
          [one.held, one.averageCost, one.basis, one.realised, one.cash]
        )
        assert.equal(position.value / 1e6, one.held * one.price)
        assert.equal(account.explainedCash, account.state.cash)
      }
    })
  }

  test('a turn ends one trade and begins the next, its fee shared by quantity', ({ assert }) => {
    const account = new KernelAccount()
    account.prices(100)
    account.trade(buy(10), 100, 1)
    const order = account.order(sell(40))
    const commands = account.fill(order, 110, { fee: 4 })
    const trades: Trade[] = commands.flatMap((one) =>
      one.type === 'trade_closed' ? [one.trade] : []
    )
    assert.deepEqual(
      trades.map((one) => [
        one.side,
        one.quantity,
        one.entryPrice,
        one.exitPrice,
        one.profit,
        one.fees,
      ]),
      [['long', 10, 100, 110, 98_000_000, 2_000_000]]
    )
    const { trade } = account.state.positions[1]!
    assert.deepEqual([trade!.side, trade!.entered, trade!.fees], ['short', 30, 3_000_000])
  })

  test('thirds of a micro-unit never get lost', ({ assert }) => {
    const account = new KernelAccount()
    account.prices(33.333333)
    account.trade(buy(3), 33.3333333)
    for (const price of [33.3333331, 33.3333337, 33.3333339]) {
      account.trade(sell(1), price)
      assert.equal(account.explainedCash, account.state.cash)
    }
    const position = account.state.positions[1]!
    assert.deepEqual([position.quantity, position.basis, position.value], [0, 0, 0])
    assert.equal(account.state.cash, 10_000_000_000 + position.realised)
  })

  test('fractions come back to exactly nothing', ({ assert }) => {
    const account = new KernelAccount([
      { ...new KernelAccount().state.instruments[0]!.terms, quantityStep: 0.1 },
    ])
    account.prices(10)
    account.trade(buy(0.1), 10)
    account.trade(buy(0.2), 10)
    account.trade(sell(0.3), 10)
    assert.deepEqual([account.held(), account.state.instruments[0]!.net], [0, 0])
    assert.isNull(account.state.positions[1]!.trade)
  })

  test('each strategy has its own, the instrument has their sum', ({ assert }) => {
    const strategies = ['s1', 's2'].map((id) => ({ id, shortAllowed: true, leverageMax: null }))
    const account = new KernelAccount(undefined, { strategies })
    account.prices(100)
    account.trade(buy(30), 100, 0, 1)
    account.trade(sell(20), 100, 0, 2)
    assert.deepEqual(
      [account.held(0, 1), account.held(0, 2), account.state.instruments[0]!.net],
      [30, -20, 10]
    )
    account.prices(110)
    assert.equal(account.equity, 10_100)
  })

  test('a fill beyond what is left of its order is impossible', ({ assert }) => {
    const account = new KernelAccount()
    account.prices(100)
    const order = account.order(buy(10))
    account.fill(order, 100, { quantity: 6 })
    assert.throws(() => account.fill(order, 100, { quantity: 5 }), /has 4 left/)
    assert.throws(() => account.fill(order, 100, { quantity: 0 }), /cannot be/)
    assert.throws(() => account.fill(order, 100, { quantity: Number.NaN }), /cannot be/)
  })
})
