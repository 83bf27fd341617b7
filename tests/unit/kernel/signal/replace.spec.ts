import { test } from '@japa/runner'
import type { Order } from '#kernel/order/order.js'
import { KernelAccount, judgementIn, limitsWith } from '#tests/support/account.js'
import { buy, sell, type Wish } from '#tests/support/script.js'

/* 10,000 in cash, AAPL at 100. Order 7 is the one that is replaced. */

const change = (over: Wish): Wish => ({ type: 'replace', reference: 7, ...over })

function working(wish: Wish): { account: KernelAccount; order: Order } {
  const account = new KernelAccount()
  account.prices(100)
  const order = account.order({ ...wish, reference: 7 })
  if (typeof order === 'string') throw new Error(order)
  return { account, order }
}

const termsOf = (one: Order) => [one.quantity, one.limitPrice, one.stopPrice]

test.group('replacing an order', () => {
  test('changes what is given and leaves the rest', ({ assert }) => {
    const { account, order } = working(buy(10, { limit: 90, stop: 95 }))
    account.say(change({ size: 20 }))
    assert.deepEqual(termsOf(order), [20, 90, 95])
    account.say(change({ limit: 88 }))
    assert.deepEqual(termsOf(order), [20, 88, 95])
    account.say(change({ stop: 97 }))
    assert.deepEqual(termsOf(order), [20, 88, 97])
    assert.equal(account.state.instruments[0]!.restingBuys, 20)
  })

  test('rounds prices to the tick like a new order', ({ assert }) => {
    const { account, order } = working(buy(10, { limit: 90, stop: 95 }))
    account.say(change({ limit: 88.019, stop: 96.006 }))
    assert.deepEqual(termsOf(order), [10, 88.01, 96.01])
  })

  const refusals: [string, Wish, Wish, string][] = [
    ['a limit of a market order', buy(10), change({ limit: 99 }), 'has no limit price'],
    ['a stop of a limit order', buy(10, { limit: 99 }), change({ stop: 99 }), 'has no stop price'],
    ['a price below zero', buy(10, { limit: 99 }), change({ limit: -1 }), 'must be above 0'],
    ['half a share', buy(10, { limit: 99 }), change({ size: 2.5 }), 'not a positive multiple'],
    [
      'another reference',
      buy(10, { limit: 99 }),
      { type: 'replace', reference: 8, size: 5 },
      'no working order',
    ],
  ]
  for (const [name, wish, replacement, reason] of refusals) {
    test(`refuses ${name}`, ({ assert }) => {
      const { account, order } = working(wish)
      const before = termsOf(order)
      assert.include(judgementIn(account.say(replacement))!.reason, reason)
      assert.deepEqual(termsOf(order), before)
    })
  }

  test('refuses a quantity that is filled already', ({ assert }) => {
    const { account, order } = working(buy(10, { limit: 99 }))
    account.fill(order, 99, { quantity: 4 })
    assert.include(judgementIn(account.say(change({ size: 4 })))!.reason, 'already filled')
    account.say(change({ size: 5 }))
    account.fill(order, 99)
    assert.deepEqual([order.state, account.held()], ['filled', 5])
  })
})

test.group('a riskier replacement', () => {
  test('grows an order only as far as risk allows', ({ assert }) => {
    const { account, order } = working(buy(50, { limit: 100 }))
    const judged = judgementIn(account.say(change({ size: 130 })))!
    assert.deepEqual([judged.decision, judged.asked, judged.quantity], ['reduce', 130, 100])
    assert.equal(order.quantity, 100)
  })

  test('keeps an order that may not grow', ({ assert }) => {
    const { account, order } = working(buy(100, { limit: 100 }))
    assert.equal(judgementIn(account.say(change({ size: 101 })))!.decision, 'deny')
    assert.deepEqual(termsOf(order), [100, 100, null])
    assert.isNull(judgementIn(account.say(change({ size: 101, limit: 99 }))), 'at 99 it may')
    assert.deepEqual(termsOf(order), [101, 99, null])
  })

  test('cannot raise the price beyond the cash', ({ assert }) => {
    const { account, order } = working(buy(100, { limit: 50 }))
    const judged = judgementIn(account.say(change({ limit: 110 })))!
    assert.deepEqual([judged.decision, judged.quantity], ['deny', 0])
    assert.deepEqual(termsOf(order), [100, 50, null])
    assert.isNull(judgementIn(account.say(change({ limit: 100 }))))
    assert.deepEqual(termsOf(order), [100, 100, null])
  })

  test('may ask for less and for a lower price under any limit', ({ assert }) => {
    const { account, order } = working(buy(50, { limit: 90 }))
    account.apply({ type: 'limits_changed', limits: limitsWith({ position: { quantityMax: 0 } }) })
    assert.isNull(judgementIn(account.say(change({ size: 40, limit: 80 }))))
    assert.deepEqual(termsOf(order), [40, 80, null])
    assert.equal(judgementIn(account.say(change({ size: 41 })))!.decision, 'deny')
    assert.deepEqual(termsOf(order), [40, 80, null])
  })

  test('of a close is free, for it can only reduce', ({ assert }) => {
    const account = new KernelAccount()
    account.prices(100)
    account.trade(buy(100), 100)
    const order = account.order(sell(50, { limit: 110, reference: 7 })) as Order
    account.apply({ type: 'mode_changed', mode: 'halted', reason: 'test' })
    assert.isNull(judgementIn(account.say(change({ size: 100, limit: 120 }))))
    assert.deepEqual(termsOf(order), [100, 120, null])
  })
})

test.group('cancelling', () => {
  test('takes the order of a reference, or all of the instrument', ({ assert }) => {
    const { account, order } = working(buy(10, { limit: 90 }))
    account.order(buy(10, { limit: 80, reference: 8 }))
    account.confirmCancels(account.say({ type: 'cancel', reference: 7 }))
    assert.equal(order.state, 'cancelled')
    assert.lengthOf(account.state.orders, 1)
    account.confirmCancels(account.say({ type: 'cancel_all' }))
    assert.lengthOf(account.state.orders, 0)
    assert.equal(account.state.instruments[0]!.restingBuys, 0)
  })

  test('an unknown reference is told, all of nothing is not', ({ assert }) => {
    const { account } = working(buy(10, { limit: 90 }))
    assert.equal(judgementIn(account.say({ type: 'cancel', reference: 9 }))!.code, 'unknown_order')
    account.confirmCancels(account.say({ type: 'cancel_all' }))
    assert.isNull(judgementIn(account.say({ type: 'cancel_all' })))
  })

  test('never touches the orders of another strategy', ({ assert }) => {
    const strategies = ['s1', 's2'].map((id) => ({ id, shortAllowed: true, leverageMax: null }))
    const account = new KernelAccount(undefined, { strategies })
    account.prices(100)
    account.order(buy(10, { limit: 90, reference: 7 }), 1)
    account.confirmCancels(account.say({ type: 'cancel_all' }, 2))
    assert.equal(
      judgementIn(account.say({ type: 'cancel', reference: 7 }, 2))!.code,
      'unknown_order'
    )
    assert.lengthOf(account.state.orders, 1)
  })
})
