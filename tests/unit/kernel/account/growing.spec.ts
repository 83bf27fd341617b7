import { test } from '@japa/runner'
import { micros } from '#kernel/values/micros.js'
import { KernelAccount } from '#tests/support/account.js'
import { buy } from '#tests/support/script.js'
import { share } from '#tests/support/simulate.js'

/* Strategies, instruments and rates that join an account while it trades. */

const HK = {
  ...share('HK.00700'),
  venue: 'HK' as const,
  currency: 'HKD',
  lotSize: 100,
  quantityStep: 100,
}

test.group('an account that grows', () => {
  test('keeps every position in its place', ({ assert }) => {
    const one = new KernelAccount([share('US.AAPL'), share('US.MSFT')], { isLive: true })
    one.prices(100, 50)
    one.trade(buy(10), 100)
    one.trade(buy(4, { instrument: 1 }), 50, 0, 0)
    one.apply({ type: 'instrument_added', terms: HK, fxRate: 0.125 })
    one.apply({
      type: 'strategy_added',
      strategy: { id: 's2', shortAllowed: false, leverageMax: 1 },
    })
    one.prices(110, 50, 400)
    one.trade(buy(100, { instrument: 2 }), 400, 0, 2)
    assert.deepEqual(
      [one.held(0, 1), one.held(1, 0), one.held(2, 2), one.held(2, 1)],
      [10, 4, 100, 0]
    )
    assert.equal(one.equity, 10_000 + 100)
    assert.equal(one.cash, 10_000 - 1_000 - 200 - 100 * 400 * 0.125)
    assert.deepEqual(one.state.strategies[2], {
      id: 's2',
      shortAllowed: false,
      leverageMax: 1,
      positionFractionMax: null,
      isPaused: false,
    })
  })

  test('values what it holds when a currency moves', ({ assert }) => {
    const one = new KernelAccount([share('US.AAPL'), HK], { fxRates: { HKD: 0.125 }, isLive: true })
    one.prices(100, 400)
    one.trade(buy(100, { instrument: 1 }), 400)
    one.apply({ type: 'fx_changed', currency: 'HKD', rate: 0.13, atMs: one.atMs })
    assert.equal(one.equity, 10_000 + 100 * 400 * 0.005)
    one.prices(100, 410)
    assert.approximately(one.equity, 5_000 + 100 * 410 * 0.13, 1e-9)
  })

  test('corrects its cash in the currency of the correction', ({ assert }) => {
    const one = new KernelAccount([HK], { fxRates: { HKD: 0.125 }, isLive: true })
    const adjust = (currency: string) =>
      one.apply({
        type: 'cash_adjusted',
        amount: micros(-8_000_000),
        currency,
        atMs: one.atMs,
        reason: 'a fee on the statement',
      })
    assert.containSubset(adjust('HKD'), [
      {
        type: 'transaction_recorded',
        transaction: {
          type: 'adjustment',
          amount: -1_000_000,
          balance: 9_999_000_000,
          fxRate: 0.125,
        },
      },
    ])
    adjust('USD')
    assert.equal(one.cash, 9_991)
    assert.throws(() => adjust('EUR'), 'no exchange rate from EUR to USD is known')
  })

  test('refuses what it has already, and what makes no sense', ({ assert }) => {
    const one = new KernelAccount([share('US.AAPL')], { isLive: true })
    const strategy = { id: 's1', shortAllowed: true, leverageMax: null }
    assert.throws(() => one.apply({ type: 'strategy_added', strategy }), /a strategy s1 already/)
    const named = { ...strategy, id: 'manual' }
    assert.throws(() => one.apply({ type: 'strategy_added', strategy: named }), /manual already/)
    for (const [terms, fxRate, sentence] of [
      [share('US.AAPL'), 1, /trades US.AAPL already/],
      [share('US.MSFT'), 1.1, /the account's own currency: its rate is 1, was 1.1/],
      [HK, 0, /the rate of HKD must be above 0, was 0/],
      [{ ...HK, lotSize: 0 }, 0.1, /lotSize must be above 0, was 0/],
    ] as const) {
      assert.throws(() => one.apply({ type: 'instrument_added', terms, fxRate }), sentence)
    }
    for (const rate of [0, -1, Number.NaN, Infinity]) {
      assert.throws(
        () => one.apply({ type: 'fx_changed', currency: 'HKD', rate, atMs: one.atMs }),
        /the rate of HKD must be above 0/
      )
    }
    assert.lengthOf(one.state.instruments, 1)
    assert.lengthOf(one.state.positions, 2)
  })
})
