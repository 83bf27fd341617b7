import { test } from '@japa/runner'
import type { Input } from '#kernel/input.js'
import { ENDED_KEPT } from '#kernel/order/ended_orders.js'
import { toMicros } from '#kernel/values/micros.js'
import { KernelAccount } from '#tests/support/account.js'
import { buy } from '#tests/support/script.js'
import { share } from '#tests/support/simulate.js'

/* What a broker says late, or otherwise than it was asked. */

const live = () => {
  const one = new KernelAccount([share('US.AAPL')], { isLive: true })
  one.prices(100)
  return one
}

const booked = (one: KernelAccount, over: Partial<Input & { type: 'fill_booked' }> = {}) =>
  one.apply({
    type: 'fill_booked',
    strategy: 1,
    instrument: 0,
    side: 'buy',
    quantity: 4,
    price: 99,
    fee: toMicros(0.5),
    orderSequence: null,
    fillSequence: 1,
    atMs: one.atMs,
    ...over,
  })

const cancel = (one: KernelAccount, orderSequence: number) =>
  one.apply({ type: 'order_event', orderSequence, event: 'order_cancelled', atMs: one.atMs })

test.group('an execution of an order that has ended', () => {
  test('is booked; the order stays ended and says what it filled', ({ assert }) => {
    const one = live()
    one.order(buy(10, { limit: 99 }))
    cancel(one, 1)
    const commands = booked(one, { orderSequence: 1 })
    assert.containSubset(commands, [
      { type: 'order_changed', order: { state: 'cancelled', filled: 4, averagePrice: 99 } },
      { type: 'fill_booked', fill: { orderSequence: 1, quantity: 4, marketPrice: 100 } },
    ])
    assert.equal(one.held(), 4)
    assert.equal(one.cash, 10_000 - 396 - 0.5)
    assert.equal(one.state.cash, one.explainedCash)
    assert.equal(one.state.instruments[0]!.restingBuys, 0)
  })

  test('is protected by the exits that its order asked for', ({ assert }) => {
    const one = live()
    one.order(buy(10, { limit: 99, stopLoss: { kind: 'fraction', value: 0.1 } }))
    cancel(one, 1)
    booked(one, { orderSequence: 1 })
    assert.containSubset(one.state.orders, [
      { role: 'stop_loss', parent: 1, quantity: 4, stopPrice: 89.1 },
    ])
  })

  test('is known for the last orders only, and never for those filled whole', ({ assert }) => {
    const one = live()
    for (let k = 0; k <= ENDED_KEPT; k++) {
      one.order(buy(1, { limit: 1 }))
      cancel(one, k + 1)
    }
    one.fill(one.order(buy(1)), 100)
    assert.lengthOf(one.state.ended, ENDED_KEPT)
    assert.equal(one.state.ended[0]!.sequence, 2)
    assert.equal(one.state.ended.at(-1)!.sequence, ENDED_KEPT + 1)
    const commands = booked(one, { orderSequence: 1, fillSequence: 2 })
    assert.isFalse(commands.some(({ type }) => type === 'order_changed'))
  })

  test('is nothing that a simulation keeps orders for', ({ assert }) => {
    const one = new KernelAccount()
    one.prices(100)
    one.order(buy(10, { limit: 99 }))
    cancel(one, 1)
    assert.deepEqual(one.state.ended, [])
  })
})

test.group('an execution that is of none of ours', () => {
  test('turns positions around as any other, and shrinks the exits', ({ assert }) => {
    const one = live()
    one.trade(buy(10, { stopLoss: { kind: 'fraction', value: 0.1 } }), 100)
    const commands = booked(one, { side: 'sell', quantity: 12, fillSequence: 2 })
    assert.equal(one.held(), -2)
    assert.containSubset(commands, [
      { type: 'trade_closed', trade: { quantity: 10, exitReason: 'booked from the broker' } },
      { type: 'fill_booked', fill: { orderSequence: 0 } },
      { type: 'cancel_order', order: { role: 'stop_loss' } },
    ])
    assert.equal(one.state.cash, one.explainedCash)
  })

  for (const [what, over] of [
    ['no units', { quantity: 0 }],
    ['endless units', { quantity: Infinity }],
    ['no price', { price: 0 }],
    ['a price that is no number', { price: Number.NaN }],
    ['a strategy that is not there', { strategy: 7 }],
    ['an instrument that is not there', { instrument: 7 }],
  ] as const) {
    test(`is impossible with ${what}`, ({ assert }) => {
      const one = live()
      assert.throws(() => booked(one, over), /cannot be booked|there is no strategy/)
    })
  }
})

test.group('a change that the broker refused', () => {
  test('is taken back: quantity, prices, and what they count for', ({ assert }) => {
    const one = live()
    one.order(buy(10, { limit: 99, reference: 3 }))
    one.say({ type: 'replace', reference: 3, size: 6, limit: 98 })
    assert.equal(one.state.instruments[0]!.restingBuys, 6)
    const terms = { quantity: 10, limitPrice: 99, stopPrice: null, atMs: one.atMs }
    const commands = one.apply({ type: 'change_refused', orderSequence: 1, ...terms })
    assert.containSubset(commands, [
      { type: 'order_changed', order: { quantity: 10, limitPrice: 99, state: 'submitted' } },
    ])
    assert.equal(one.state.instruments[0]!.restingBuys, 10)
  })

  test('cannot leave less than what has been filled', ({ assert }) => {
    const one = live()
    one.fill(one.order(buy(10, { limit: 99 })), 99, { quantity: 4 })
    const terms = { quantity: 4, limitPrice: 99, stopPrice: null, atMs: one.atMs }
    assert.throws(
      () => one.apply({ type: 'change_refused', orderSequence: 1, ...terms }),
      /has 4 filled, it cannot work on for 4/
    )
  })
})
