import { test } from '@japa/runner'
import type { RiskLimits } from '#kernel/risk/limits.js'
import { BIAS_MAX_AGE_MS } from '#kernel/risk/bias.js'
import { KernelAccount, judgementIn, limitsWith } from '#tests/support/account.js'
import { buy, sell } from '#tests/support/script.js'
import { share } from '#tests/support/simulate.js'

/* Loss limits, halts, the bias; and that none of them ever stands in the way of an exit. */

/** Long 50 AAPL from 100, the session began there, now at `price`. */
function fallen(limits: RiskLimits, price: number): KernelAccount {
  const one = new KernelAccount([share('US.AAPL')])
  one.prices(100)
  one.trade(buy(50), 100)
  one.apply({ type: 'session_began', day: 19_877 })
  one.apply({ type: 'limits_changed', limits })
  one.prices(price)
  return one
}

const loss = (over: Partial<RiskLimits['loss']>) => limitsWith({ loss: over })

test.group('loss limits', () => {
  const cases = [
    {
      name: 'a daily loss below its limit',
      limits: loss({ dailyLossMax: 100 }),
      price: 98.01,
      rule: null,
    },
    {
      name: 'a daily loss of exactly its limit',
      limits: loss({ dailyLossMax: 100 }),
      price: 98,
      rule: 'daily_loss',
    },
    {
      name: 'a daily loss in percent below',
      limits: loss({ dailyLossFractionMax: 0.01 }),
      price: 98.01,
      rule: null,
    },
    {
      name: 'a daily loss in percent',
      limits: loss({ dailyLossFractionMax: 0.01 }),
      price: 98,
      rule: 'daily_loss',
    },
    {
      name: 'the tighter of two daily limits',
      limits: loss({ dailyLossMax: 500, dailyLossFractionMax: 0.01 }),
      price: 98,
      rule: 'daily_loss',
    },
    {
      name: 'a drawdown below its limit',
      limits: loss({ drawdownFractionMax: 0.05 }),
      price: 90.01,
      rule: null,
    },
    {
      name: 'a drawdown of exactly its limit',
      limits: loss({ drawdownFractionMax: 0.05 }),
      price: 90,
      rule: 'drawdown',
    },
    {
      name: 'a strategy loss below its limit',
      limits: loss({ strategyLossMax: 250 }),
      price: 95.01,
      rule: null,
    },
    {
      name: 'a strategy loss at its limit',
      limits: loss({ strategyLossMax: 250 }),
      price: 95,
      rule: 'strategy_loss',
    },
  ]
  for (const { name, limits, price, rule } of cases) {
    test(`${name} ${rule === null ? 'lets more in' : 'stops new risk'}`, ({ assert }) => {
      const judged = judgementIn(fallen(limits, price).say(buy(1)))
      if (rule === null) return assert.isNull(judged)
      assert.equal(judged!.decision, 'deny')
      assert.deepEqual(
        judged!.verdicts.filter((one) => one.decision === 'deny').map((one) => one.rule as string),
        [rule]
      )
    })
  }

  test('are multiplied by the bias', ({ assert }) => {
    const one = fallen(loss({ dailyLossMax: 100 }), 99)
    one.apply({ type: 'bias_changed', bias: 0.5, atMs: one.atMs })
    assert.include(
      judgementIn(one.say(buy(1)))!.reason,
      "today's loss of 50.00 has reached the limit of 50.00"
    )
  })

  test('count the day from the start of its session', ({ assert }) => {
    const one = fallen(loss({ dailyLossMax: 100 }), 98)
    assert.equal(one.quantity(buy(1)), 0)
    one.apply({ type: 'session_began', day: 19_878 })
    assert.equal(one.quantity(buy(1)), 1)
  })

  test('count fees', ({ assert }) => {
    const one = fallen(loss({ dailyLossMax: 3 }), 100)
    one.trade(sell(1), 100, 3)
    assert.equal(one.quantity(buy(1)), 0)
  })
})

test.group('what only reduces', () => {
  const everything = limitsWith({
    position: { quantityMax: 0, notionalMax: 0, countMax: 0 },
    portfolio: { exposureFractionMax: 0, sectorFractionMax: 0, leverageMax: 0.01 },
    loss: { dailyLossMax: 0, dailyLossFractionMax: 0, drawdownFractionMax: 0, strategyLossMax: 0 },
  })
  for (const mode of ['active', 'reduce_only', 'halted'] as const) {
    test(`passes under every limit at once, ${mode}, at a bias of 0`, ({ assert }) => {
      const one = fallen(everything, 80)
      one.apply({ type: 'mode_changed', mode, reason: 'test' })
      one.apply({ type: 'strategy_paused', strategy: 1, isPaused: true })
      one.apply({ type: 'bias_changed', bias: 0, atMs: one.atMs })
      assert.equal(one.quantity(buy(1)), 0)
      assert.equal(one.quantity(sell(20)), 20)
      assert.equal(one.quantity({ type: 'target', size: 0 }), 30, 'the rest')
    })

    test(`keeps its closing part when it would turn around, ${mode}`, ({ assert }) => {
      const one = fallen(everything, 80)
      one.apply({ type: 'mode_changed', mode, reason: 'test' })
      const order = one.order(sell(120))
      if (typeof order === 'string') throw new Error(order)
      assert.deepEqual([order.quantity, order.role], [50, 'close'])
    })
  }

  test('a short is bought back as freely', ({ assert }) => {
    const one = new KernelAccount([share('US.AAPL')])
    one.prices(100)
    one.trade(sell(30), 100)
    one.apply({ type: 'mode_changed', mode: 'halted', reason: 'test' })
    assert.equal(one.quantity(buy(31)), 30)
  })
})

test.group('trading mode', () => {
  test('a halt withdraws working entries and leaves exits and closes', ({ assert }) => {
    const one = new KernelAccount([share('US.AAPL')], { cash: 100_000 })
    one.prices(100)
    one.trade(buy(50, { stopLoss: { kind: 'price', value: 90 } }), 100)
    one.order(buy(10, { limit: 95 }))
    one.order(sell(20, { limit: 120 }))
    one.confirmCancels(
      one.apply({ type: 'mode_changed', mode: 'halted', reason: 'the operator says so' })
    )
    assert.deepEqual(
      one.state.orders.map((order) => order.role),
      ['stop_loss', 'close']
    )
  })

  test('the daily loss halts when asked to, once, and until a person resumes', ({ assert }) => {
    const one = fallen(loss({ dailyLossMax: 100, haltOnDailyLoss: true }), 98)
    assert.equal(one.state.mode, 'halted')
    one.apply({ type: 'session_began', day: 19_878 })
    assert.equal(one.quantity(buy(1)), 0)
    one.apply({ type: 'mode_changed', mode: 'active', reason: 'resumed' })
    assert.equal(one.quantity(buy(1)), 1)
  })

  test('a paused strategy waits, another does not', ({ assert }) => {
    const strategies = ['s1', 's2'].map((id) => ({ id, shortAllowed: true, leverageMax: null }))
    const one = new KernelAccount([share('US.AAPL')], { strategies })
    one.prices(100)
    one.apply({ type: 'strategy_paused', strategy: 1, isPaused: true })
    assert.equal(one.order(buy(1), 1), 's1 is paused')
    assert.equal(one.quantity(buy(1), 2), 1)
  })
})

test.group('the risk bias', () => {
  test('counts as a half once nobody has confirmed it for 30 minutes', ({ assert }) => {
    const one = new KernelAccount([share('US.AAPL')])
    one.prices(100)
    one.apply({ type: 'bias_changed', bias: 1, atMs: one.atMs })
    one.atMs += BIAS_MAX_AGE_MS
    assert.equal(one.quantity(buy(1)), 1, 'exactly 30 minutes are not stale')
    one.atMs += 1
    const order = one.order(buy(100))
    assert.equal(typeof order === 'string' ? order : order.quantity, 49)
  })

  test('that is tighter than a half stays what it is when stale', ({ assert }) => {
    const one = new KernelAccount([share('US.AAPL')])
    one.prices(100)
    one.apply({ type: 'bias_changed', bias: 0.2, atMs: one.atMs })
    one.atMs += BIAS_MAX_AGE_MS + 1
    assert.equal(one.quantity(buy(100)), 20)
  })

  test('that was set for good never goes stale', ({ assert }) => {
    const one = new KernelAccount([share('US.AAPL')])
    one.prices(100)
    one.atMs += 10 * BIAS_MAX_AGE_MS
    assert.equal(one.quantity(buy(100)), 100)
  })

  test('outside 0..1 is impossible', ({ assert }) => {
    const one = new KernelAccount([share('US.AAPL')])
    for (const bias of [-0.1, 1.1, Number.NaN]) {
      assert.throws(() => one.apply({ type: 'bias_changed', bias, atMs: 0 }), /must be 0\.\.1/)
    }
  })
})

test.group('what a manifest declares', () => {
  const strategies = [
    { id: 'long_only', shortAllowed: false, leverageMax: 1 },
    { id: 'bold', shortAllowed: true, leverageMax: 2 },
  ]
  const limits = limitsWith({ portfolio: { leverageMax: 3 } })
  const begin = () => {
    const one = new KernelAccount([share('US.AAPL'), share('US.MSFT')], { strategies, limits })
    one.prices(100, 50)
    return one
  }

  test('a strategy without shortAllowed sells what it holds and no more', ({ assert }) => {
    const one = begin()
    assert.equal(one.quantity(sell(10)), 0)
    one.trade(buy(30), 100)
    assert.equal(one.quantity(sell(50)), 30)
    assert.equal(one.quantity({ type: 'target', size: -20 }), 0)
  })

  test('its leverage bounds what it holds itself, not what others hold', ({ assert }) => {
    const one = begin()
    one.trade(buy(200), 100, 0, 2)
    assert.equal(one.quantity(buy(100), 1), 100)
  })

  test('its leverage counts its own working orders in other instruments', ({ assert }) => {
    const one = begin()
    assert.equal(one.quantity(buy(80), 1), 80)
    assert.equal(one.quantity(buy(100, { instrument: 1 }), 1), 40)
    assert.equal(one.quantity(buy(400, { instrument: 1 }), 2), 400)
    assert.equal(
      one.quantity(buy(1, { instrument: 1 }), 2),
      0,
      'the account has room for 3, bold for 2'
    )
  })
})
