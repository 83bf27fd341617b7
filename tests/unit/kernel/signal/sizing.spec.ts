import { test } from '@japa/runner'
import type { CommissionModel, SlippageModel } from '#kernel/matching/models.js'
import { KernelAccount, limitsWith } from '#tests/support/account.js'
import {
  afterBars,
  buy,
  daily,
  fillsOf,
  flat,
  runScripts,
  sell,
  type Wish,
} from '#tests/support/script.js'
import { share } from '#tests/support/simulate.js'

/* 10,000 in cash; what a size in money buys at a price, costs included. */

const PERCENT: CommissionModel = { type: 'percent', fraction: 0.002, minimum: 0 }
const PER_SHARE: CommissionModel = {
  type: 'per_share',
  rate: 0.005,
  minimum: 1,
  maximumFraction: null,
}
const FREE: CommissionModel = { type: 'none' }
const NO_SLIP: SlippageModel = { type: 'none' }

interface Row {
  readonly name: string
  readonly wish: Wish
  readonly price: number
  readonly commission?: CommissionModel
  readonly slippage?: SlippageModel
  readonly terms?: Parameters<typeof share>[1]
  readonly quantity: number
}

const all = { sizeKind: 'cash_fraction', size: 1 } as const
const ROWS: Row[] = [
  { name: 'a quantity as it is', wish: buy(7), price: 100, quantity: 7 },
  { name: 'all cash', wish: buy(1, all), price: 100, quantity: 100 },
  { name: 'all cash at an odd price', wish: buy(1, all), price: 33.33, quantity: 300 },
  { name: 'all cash with 0.2 %', wish: buy(1, all), price: 100, commission: PERCENT, quantity: 99 },
  { name: 'half of the cash', wish: buy(1, { ...all, size: 0.5 }), price: 33.33, quantity: 150 },
  {
    name: '0.5 a share, at least 1',
    wish: buy(1, all),
    price: 100,
    commission: PER_SHARE,
    quantity: 99,
  },
  {
    name: 'the minimum fee at a tiny size',
    wish: buy(101, { sizeKind: 'notional' }),
    price: 100,
    commission: PER_SHARE,
    quantity: 1,
  },
  {
    name: 'slippage on the way in',
    wish: buy(1, all),
    price: 100,
    slippage: { type: 'fixed', amount: 0.5 },
    quantity: 99,
  },
  {
    name: '5 basis points',
    wish: buy(1, all),
    price: 10,
    slippage: { type: 'basis_points', bps: 5 },
    quantity: 999,
  },
  {
    name: 'a short ties up as much',
    wish: sell(1, all),
    price: 100,
    slippage: { type: 'fixed', amount: 0.5 },
    quantity: 100,
  },
  { name: 'a notional', wish: buy(2500, { sizeKind: 'notional' }), price: 99.99, quantity: 25 },
  {
    name: 'a notional exactly',
    wish: buy(2500, { sizeKind: 'notional' }),
    price: 100,
    quantity: 25,
  },
  {
    name: 'a part of equity',
    wish: buy(0.3, { sizeKind: 'equity_fraction' }),
    price: 100,
    quantity: 30,
  },
  {
    name: 'a board lot of 100',
    wish: buy(1, all),
    price: 9.9,
    terms: { lotSize: 100, quantityStep: 100 },
    quantity: 1000,
  },
  {
    name: 'thousandths of a share',
    wish: buy(1, all),
    price: 333.33,
    terms: { quantityStep: 0.001 },
    quantity: 30,
  },
  {
    name: 'tenths of a share',
    wish: buy(100, { sizeKind: 'notional' }),
    price: 333,
    terms: { quantityStep: 0.1 },
    quantity: 0.3,
  },
  {
    name: 'the limit price where there is one',
    wish: buy(1, { ...all, limit: 80 }),
    price: 100,
    quantity: 125,
  },
  {
    name: 'a multiplier of 50',
    wish: buy(1, all),
    price: 10,
    terms: { multiplier: 50 },
    quantity: 20,
  },
]

test.group('sizes', () => {
  for (const {
    name,
    wish,
    price,
    quantity,
    commission = FREE,
    slippage = NO_SLIP,
    terms,
  } of ROWS) {
    test(`${name}: ${quantity}`, ({ assert }) => {
      const account = new KernelAccount([share('US.AAPL', terms)], { commission, slippage })
      account.prices(price)
      assert.strictEqual(account.quantity({ ...wish, size: wish.size! }), quantity)
    })
  }

  test('all cash with a percent commission is floor(cash / (price × (1 + c)))', ({ assert }) => {
    for (let cents = 101; cents < 60_000; cents += 457) {
      const price = cents / 100
      for (const fraction of [0.001, 0.002, 0.0035]) {
        const account = new KernelAccount(undefined, {
          commission: { type: 'percent', fraction, minimum: 0 },
        })
        account.prices(price)
        assert.equal(
          account.quantity(buy(1, all)),
          Math.floor(10_000 / (price * (1 + fraction))),
          `${price}`
        )
      }
    }
  })

  test('what does not pay for one step is told', ({ assert }) => {
    const account = new KernelAccount()
    account.prices(10_001)
    assert.equal(account.order(buy(1, all)), 'cash_fraction 1 does not pay for 1 US.AAPL at 10001')
  })

  test('buying power counts what is held, what works and the leverage', ({ assert }) => {
    const account = new KernelAccount([share('US.AAPL'), share('US.KO')], {
      limits: limitsWith({ portfolio: { leverageMax: 2 } }),
    })
    account.prices(100, 50)
    account.trade(buy(50), 100)
    assert.equal(account.quantity(buy(1, { ...all, instrument: 1 })), 300)
    assert.equal(account.quantity(buy(1, { ...all, instrument: 1 })), 0)
  })

  test('a share in Hong Kong dollars is paid from an account in US dollars', ({ assert }) => {
    const tencent = share('HK.00700', {
      currency: 'HKD',
      lotSize: 100,
      quantityStep: 100,
      tickSize: 0.2,
    })
    const account = new KernelAccount([tencent], { fxRates: { HKD: 0.128 }, cash: 100_000 })
    account.prices(380)
    assert.equal(account.quantity(buy(1, all)), 2000) // 48.64 USD each: 2,055 in lots of 100.
    const other = new KernelAccount([tencent], { fxRates: { HKD: 0.128 }, cash: 100_000 })
    other.prices(380)
    other.trade(buy(2000), 380, 12.345678)
    other.prices(400)
    assert.closeTo(other.cash, 100_000 - 2000 * 380 * 0.128 - 12.345678, 1e-6)
    assert.closeTo(other.equity, 100_000 + 2000 * 20 * 0.128 - 12.345678, 1e-6)
  })
})

test.group('sized at the signal or at the open', () => {
  const rows = daily([
    [100, 100, 100, 100],
    [80, 80, 80, 80],
  ])
  test('the close that the strategy saw decides, unless it asks for the open', ({ assert }) => {
    const atSignal = runScripts([rows], [afterBars({ 0: [buy(1, all)] })])
    assert.deepEqual(fillsOf(atSignal), ['1 buy 100 at 80'])
    const atOpen = runScripts([rows], [afterBars({ 0: [buy(1, { ...all, sizedAt: 'open' })] })])
    assert.deepEqual(fillsOf(atOpen), ['1 buy 125 at 80'])
  })

  test('at the open, what was closed there pays for what is bought there', ({ assert }) => {
    const script = afterBars({
      0: [buy(1, all)],
      2: [{ type: 'target', size: 0 }, sell(1, { ...all, sizedAt: 'open' })],
    })
    const run = runScripts([flat([100, 100, 100, 125])], [script])
    assert.deepEqual(fillsOf(run), ['1 buy 100 at 100', '3 sell 100 at 125', '3 sell 100 at 125'])
  })

  test('an order sized at the open can still be withdrawn before it', ({ assert }) => {
    const late = { ...all, sizedAt: 'open' } as const
    const byReference = afterBars({
      0: [buy(1, { ...late, reference: 3 }), { type: 'cancel', reference: 3 }],
    })
    const run = runScripts([rows], [byReference])
    assert.deepEqual(fillsOf(run), [])
    assert.lengthOf(run.record.judgements, 0)
    const all3 = afterBars({ 0: [buy(1, { ...late, reference: 3 })], 1: [{ type: 'cancel_all' }] })
    const slow = runScripts([flat([100, 100, 100])], [all3], { fillDelayBars: 2 })
    assert.deepEqual(fillsOf(slow), [])
  })

  test('an order sized at the open waits through a split in new shares', ({ assert }) => {
    const script = afterBars({ 0: [buy(10, { sizedAt: 'open', limit: 710 })] })
    const run = runScripts([flat([700, 100])], [script], {
      actions: [[{ type: 'split', exDay: 19_731, ratio: 7 }]],
    })
    assert.deepEqual(fillsOf(run), ['1 buy 70 at 100'])
    assert.equal(run.record.orders[0]!.limitPrice, 101.42)
  })
})

test.group('targets', () => {
  const begin = () => {
    const account = new KernelAccount()
    account.prices(100)
    return account
  }
  const target = (size: number, over: Wish = {}): Wish => ({ type: 'target', size, ...over })

  test('trade the difference to what is held and on its way', ({ assert }) => {
    const account = begin()
    assert.equal(account.quantity(target(30)), 30)
    assert.equal(account.quantity(target(30)), 0, 'said twice, traded once')
    const more = account.order(target(50))
    assert.deepEqual(typeof more === 'string' ? more : [more.side, more.quantity], ['buy', 20])
    const less = account.order(target(10))
    assert.deepEqual(typeof less === 'string' ? less : [less.side, less.quantity], ['sell', 40])
  })

  test('close whole, and do nothing when flat', ({ assert }) => {
    const account = begin()
    assert.equal(account.order(target(0)), 'nothing to do')
    account.trade(buy(33), 100)
    const order = account.order(target(0))
    assert.deepEqual(typeof order === 'string' ? order : [order.side, order.quantity, order.role], [
      'sell',
      33,
      'close',
    ])
  })

  test('turn around in one order', ({ assert }) => {
    const account = begin()
    account.trade(buy(40), 100)
    const order = account.order(target(-40))
    assert.deepEqual(typeof order === 'string' ? order : [order.side, order.quantity, order.role], [
      'sell',
      80,
      'entry',
    ])
  })

  test('of a fraction of equity, long and short', ({ assert }) => {
    const account = begin()
    const fraction = { sizeKind: 'equity_fraction' } as const
    assert.equal(account.quantity(target(0.5, fraction)), 50)
    const order = account.order(target(-0.25, fraction))
    assert.deepEqual(typeof order === 'string' ? order : [order.side, order.quantity], ['sell', 75])
  })
})
