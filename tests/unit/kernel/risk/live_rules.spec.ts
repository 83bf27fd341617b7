import { test } from '@japa/runner'
import { approval, denial } from '#kernel/risk/verdict.js'
import { BIAS_MAX_AGE_MS } from '#kernel/risk/bias.js'
import { KernelAccount, judgementIn, limitsWith, START_MS } from '#tests/support/account.js'
import { buy, sell } from '#tests/support/script.js'
import { share } from '#tests/support/simulate.js'

/* What the rules say in an account that trades with a broker whose answers can be lost. */

const live = () => {
  const one = new KernelAccount([share('US.AAPL'), share('US.MSFT')], { isLive: true })
  one.prices(100, 50)
  return one
}

test.group('judgements of a live account', () => {
  test('are told of approvals too, a verdict of each rule, with the order', ({ assert }) => {
    const one = live()
    const judged = judgementIn(one.say(buy(1)))
    assert.containSubset(judged, {
      decision: 'approve',
      code: 'approved',
      reason: '',
      asked: 1,
      quantity: 1,
      orderSequence: 1,
    })
    assert.deepEqual(
      judged!.verdicts.map(({ rule }) => rule),
      [
        'position_quantity',
        'position_notional',
        'position_count',
        'portfolio_exposure',
        'sector_concentration',
        'buying_power',
        'strategy_leverage',
        'strategy_position',
        'short_selling',
        'daily_loss',
        'drawdown',
        'strategy_loss',
        'trading_mode',
        'unknown_order',
        'instrument_paused',
      ]
    )
    assert.isNull(judgementIn(new KernelAccount().say(buy(1)))?.orderSequence ?? null)
  })

  test('have the verdicts of plugin rules with them, which never stop an exit', ({ assert }) => {
    const one = live()
    const approved = judgementIn(one.say(buy(10), 1, [approval('plugin:calm')]))
    assert.equal(approved!.verdicts.at(-1)!.rule, 'plugin:calm')
    one.fill(one.state.orders[0]!, 100)
    const exit = judgementIn(one.say(sell(10), 1, [denial('plugin:calm', 'never')]))
    assert.containSubset(exit, { decision: 'approve', quantity: 10 })
    assert.deepEqual(exit!.verdicts.at(-1), approval('plugin:calm'))
  })

  test('say it when there is nothing to do, and when an order was changed', ({ assert }) => {
    const one = live()
    const nothing = judgementIn(one.say({ type: 'target', size: 0 }))
    assert.containSubset(nothing, { decision: 'approve', code: 'nothing_to_do', quantity: 0 })
    one.order(buy(10, { limit: 99, reference: 3 }))
    const changed = judgementIn(one.say({ type: 'replace', reference: 3, size: 8 }))
    assert.containSubset(changed, { decision: 'approve', quantity: 8, orderSequence: 1 })
    assert.lengthOf(changed!.verdicts, 15)
    const denied = judgementIn(one.say({ type: 'replace', reference: 3, size: 900 }))
    assert.containSubset(denied, { code: 'risk', orderSequence: 1 })
  })
})

test.group('the value of a position in a live account', () => {
  test('is what is held at the last price: a limit far below does not make it cheap', ({
    assert,
  }) => {
    const one = live()
    one.trade(buy(40), 100)
    one.apply({ type: 'limits_changed', limits: limitsWith({ position: { notionalMax: 5000 } }) })
    assert.equal(judgementIn(one.say(buy(60, { limit: 50 })))!.quantity, 20)
  })
})

test.group('an order of unknown fate', () => {
  test('speaks against new risk in its instrument alone, until it is clear', ({ assert }) => {
    const one = live()
    one.trade(buy(10), 100)
    one.order(buy(1))
    const lost = { type: 'order_event', orderSequence: 2, atMs: one.atMs } as const
    one.apply({ ...lost, event: 'order_lost' })
    const judged = judgementIn(one.say(buy(1)))
    assert.containSubset(judged, { decision: 'deny', quantity: 0, orderSequence: null })
    const { rule, reason } = judged!.verdicts.find(({ decision }) => decision === 'deny')!
    assert.equal(rule, 'unknown_order')
    assert.equal(
      reason,
      'the fate of order 2 in US.AAPL is unknown: no new risk there until it is clear'
    )
    assert.equal(one.quantity(buy(1, { instrument: 1 })), 1)
    assert.equal(one.quantity(sell(10)), 10)
    one.apply({ ...lost, event: 'order_rejected' })
    assert.equal(one.quantity(buy(1)), 1)
  })
})

test.group('an instrument that is paused', () => {
  test('takes no new risk, lets exits pass, and its entries are cancelled', ({ assert }) => {
    const one = live()
    one.trade(buy(10, { stopLoss: { kind: 'fraction', value: 0.1 } }), 100)
    one.order(buy(1, { limit: 90 }))
    one.order(buy(1, { limit: 40, instrument: 1 }))
    const pause = { type: 'instrument_paused', instrument: 0, atMs: one.atMs } as const
    const commands = one.apply({ ...pause, isPaused: true, reason: 'the books differ' })
    assert.containSubset(commands, [{ type: 'cancel_order', order: { sequence: 3 } }])
    assert.lengthOf(commands, 1)
    assert.equal(one.order(buy(1)), 'US.AAPL is paused: the books differ')
    assert.equal(one.quantity(sell(3)), 3)
    assert.equal(one.quantity(buy(1, { instrument: 1 })), 1)
    one.apply({ ...pause, isPaused: false, reason: 'settled' })
    assert.equal(one.quantity(buy(1)), 1)
  })
})

test.group('time, while the account is live', () => {
  test('a clock that jumps back makes nothing younger, and breaks nothing', ({ assert }) => {
    const one = live()
    one.apply({ type: 'limits_changed', limits: limitsWith({ position: { quantityMax: 10 } }) })
    one.apply({ type: 'bias_changed', bias: 1, atMs: START_MS })
    one.atMs = START_MS + BIAS_MAX_AGE_MS + 1
    one.prices(100, 50)
    assert.equal(one.quantity(buy(10)), 5)
    one.atMs = START_MS
    one.prices(101, 50)
    assert.equal(one.state.nowMs, START_MS + BIAS_MAX_AGE_MS + 1)
    assert.equal(one.quantity(buy(10)), 0)
    one.apply({ type: 'bias_changed', bias: 1, atMs: START_MS + BIAS_MAX_AGE_MS + 2 })
    assert.equal(one.quantity(buy(10)), 5)
  })

  test('a loss that reaches its limit halts: entries are cancelled, protection stays', ({
    assert,
  }) => {
    const one = live()
    const loss = { dailyLossMax: 100, haltOnDailyLoss: true }
    one.apply({ type: 'limits_changed', limits: limitsWith({ loss }) })
    one.trade(buy(50, { stopLoss: { kind: 'fraction', value: 0.2 } }), 100)
    one.order(buy(1, { limit: 90 }))
    one.apply({ type: 'price_seen', instrument: 0, price: 98, atMs: one.atMs, isBarEnd: false })
    const commands = one.apply({ type: 'instant_ended', atMs: one.atMs })
    assert.deepEqual(
      commands.map(({ type }) => type),
      ['mode_changed', 'cancel_order']
    )
    assert.equal(one.state.mode, 'halted')
    assert.deepEqual(
      one.state.orders.filter(({ isWithdrawn }) => !isWithdrawn).map(({ role }) => role),
      ['stop_loss']
    )
  })
})
