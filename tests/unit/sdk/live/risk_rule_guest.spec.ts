import { test } from '@japa/runner'
import { approve, deny, reduce } from '@aq-trading/sdk'
import { ASSESS, ruleOf, started } from './live_bench.js'

test.group('a risk rule driven by events', () => {
  for (const [verdict, value] of [
    [approve(), { decision: 'approve' }],
    [reduce(40, 'too much'), { decision: 'reduce', quantity: 40, reason: 'too much' }],
    [reduce(100, 'all of it'), { decision: 'approve' }],
    [reduce(0, 'none'), { decision: 'deny', reason: 'none' }],
    [deny('no'), { decision: 'deny', reason: 'no' }],
  ] as const) {
    test(`answers ${JSON.stringify(verdict)} with ${JSON.stringify(value)}`, ({ assert }) => {
      const { begun, send } = started(ruleOf({ assess: () => verdict }))
      assert.containSubset(begun, { ok: true, value: null, effects: [] })
      assert.deepEqual(send('assess', ASSESS).value, value)
    })
  }

  for (const [what, returned, message] of [
    [
      'nothing',
      undefined,
      'assess must return approve(), reduce(quantity, reason) or deny(reason)',
    ],
    ['a decision of its own', { decision: 'maybe' }, 'returned the decision "maybe"'],
    ['a denial without a reason', { decision: 'deny' }, 'deny: a reason is needed'],
    ['a reduction to NaN', reduce(Number.NaN, 'x'), 'quantity must be a number'],
    ['a reduction below 0', reduce(-1, 'x'), 'quantity must be a number'],
  ] as const) {
    test(`fails when it returns ${what}`, ({ assert }) => {
      const answer = started(ruleOf({ assess: () => returned as never })).send('assess', ASSESS)
      assert.isFalse(answer.ok)
      assert.include(answer.message as string, message)
      assert.equal(answer.where, 'assess')
    })
  }

  test('fails with its own words when it throws, and answers the next question', ({ assert }) => {
    let count = 0
    const rule = ruleOf({
      assess() {
        count += 1
        if (count === 1) throw new RangeError('no figures')
        return approve()
      },
    })
    const { send } = started(rule)
    assert.containSubset(send('assess', ASSESS), { ok: false, message: 'no figures' })
    assert.isTrue(send('assess', ASSESS).ok)
  })

  test('is not told of bars', ({ assert }) => {
    const answer = started(ruleOf({ assess: () => approve() })).send('bar', {})
    assert.equal(answer.message, 'a risk rule is not told of "bar"')
  })

  test('fails when it reads what was withheld, and not when it does not', ({ assert }) => {
    const rule = ruleOf({
      assess: (order, account) =>
        order.opening > 5 && account.positions.length === 0 && account.equity > 0
          ? approve()
          : deny('too little'),
    })
    const { send } = started(rule)
    const ask = (opening: number, account: object, ...withheld: string[]) =>
      send('assess', { order: { opening }, account: { currency: 'USD', ...account }, withheld })
    const figures = { equity: 1, cash: 1, exposure: 0 }
    assert.containSubset(ask(1, {}, 'account:read', 'positions:read'), {
      ok: true,
      value: { decision: 'deny' },
    })
    const blind = ask(9, figures, 'positions:read')
    assert.isFalse(blind.ok)
    assert.equal(blind.message, 'account.positions needs the permission positions:read')
    const poor = ask(9, { positions: [] }, 'account:read')
    assert.equal(poor.message, 'account.equity needs the permission account:read')
    assert.containSubset(ask(9, { ...figures, positions: [] }), { value: { decision: 'approve' } })
  })
})
