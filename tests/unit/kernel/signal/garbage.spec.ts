import { test } from '@japa/runner'
import fc from 'fast-check'
import { FIELD, RECORD_LENGTH, decodeSignal } from '#kernel/signal/signal_record.js'
import { signalFault } from '#kernel/signal/signal_fault.js'
import { KernelAccount, judgementIn } from '#tests/support/account.js'
import { buy, rowOf, type Wish } from '#tests/support/script.js'
import { share } from '#tests/support/simulate.js'

/* What a hostile or broken strategy may write into its rows. */

const CONTEXT = { strategy: 1, instruments: 2, reason: null }

test.group('rows that cannot be read', () => {
  const cases: [string, Partial<Record<keyof typeof FIELD, number>>, RegExp][] = [
    ['an unknown type', { type: 9 }, /no signal type 9/],
    ['no type', { type: 0 }, /no signal type 0/],
    ['an instrument that is not there', { instrument: 2 }, /no instrument number 2/],
    ['half an instrument', { instrument: 0.5 }, /no instrument number/],
    ['a negative instrument', { instrument: -1 }, /no instrument number/],
    ['an instrument that is no number', { instrument: Number.NaN }, /no instrument number NaN/],
    ['a side of 0', { side: 0 }, /side must be 1 or -1/],
    ['an unknown order type', { orderType: 5 }, /unknown order type/],
    ['half an order type', { orderType: 1.5 }, /unknown order type/],
    ['an unknown time in force', { timeInForce: -1 }, /time in force/],
    ['an unknown kind of size', { sizeKind: 4 }, /unknown kind of size/],
    ['an unknown moment of sizing', { sizedAt: 2 }, /unknown kind of size/],
    ['an unknown kind of trail', { trailKind: 3 }, /unknown kind of trail/],
    ['an unknown kind of stop-loss', { stopLossKind: 4, stopLoss: 5 }, /unknown kind of exit/],
    ['a stop-loss of no kind at all', { stopLossKind: Number.NaN }, /unknown kind of exit/],
    ['an unknown kind of take-profit', { takeProfitKind: -1 }, /unknown kind of exit/],
    ['an unknown kind of trailing stop', { trailingStopKind: 0.5 }, /unknown kind of trail/],
    ['a reference below zero', { reference: -1 }, /reference -1/],
    ['a reference beyond whole numbers', { reference: 2 ** 60 }, /reference/],
  ]
  for (const [name, change, reason] of cases) {
    test(`${name} is refused`, ({ assert }) => {
      const row = rowOf(buy(10))
      for (const [field, value] of Object.entries(change)) {
        row[FIELD[field as keyof typeof FIELD]] = value
      }
      const signal = decodeSignal(row, 0, CONTEXT)
      assert.isString(signal)
      assert.match(signal as string, reason)
    })
  }

  test('a row beyond the end is refused', ({ assert }) => {
    assert.equal(decodeSignal(rowOf(buy(1)), 1, CONTEXT), 'the row is cut off')
  })
})

test.group('signals that make no sense', () => {
  const terms = share('US.AAPL')
  const cases: [string, Wish, RegExp][] = [
    ['half a share', buy(0.5), /only whole units trade/],
    ['no shares', buy(0), /must be above 0, was 0/],
    ['less than no shares', buy(-5), /must be above 0/],
    ['a size that is no number', buy(Number.NaN), /must be a number, was NaN/],
    ['endless shares', buy(Infinity), /must be a number/],
    ['a limit order without a limit', buy(1, { orderType: 'limit' }), /needs a limit price/],
    [
      'a market order with a limit',
      buy(1, { orderType: 'market', limit: 5 }),
      /takes no limit price/,
    ],
    ['a stop order without a stop', buy(1, { orderType: 'stop' }), /needs a stop price/],
    ['a trailing stop without a trail', buy(1, { orderType: 'trailing_stop' }), /needs a trail/],
    ['a negative limit', buy(1, { limit: -5 }), /limit price must be above 0/],
    ['a limit that is no number', buy(1, { limit: Number.NaN }), /limit price must be above 0/],
    ['a stop-loss of 100 %', buy(1, { stopLoss: { kind: 'fraction', value: 1 } }), /below 1/],
    [
      'a stop-loss below zero',
      buy(1, { stopLoss: { kind: 'price', value: -1 } }),
      /stopLoss must be above 0/,
    ],
    [
      'a take-profit that is no number',
      buy(1, { takeProfit: { kind: 'amount', value: Number.NaN } }),
      /takeProfit/,
    ],
    ['a trail of 150 %', buy(1, { trail: { kind: 'fraction', value: 1.5 } }), /below 1/],
    ['half an OCO group', buy(1, { ocoGroup: 1.5 }), /ocoGroup/],
    ['good-till-date without a date', buy(1, { timeInForce: 'gtd' }), /needs an end/],
    [
      'a date without good-till-date',
      buy(1, { timeInForce: 'day', goodTillMs: 5 }),
      /needs an end/,
    ],
    ['a date that is none', buy(1, { goodTillMs: Number.NaN }), /must be an instant/],
    ['a date that never comes', buy(1, { goodTillMs: Infinity }), /must be an instant/],
  ]
  for (const [name, wish, reason] of cases) {
    test(`${name}: refused, with a sentence`, ({ assert }) => {
      const signal = decodeSignal(rowOf(wish), 0, CONTEXT)
      if (typeof signal === 'string') throw new Error(signal)
      assert.match(signalFault(signal, terms) ?? '', reason)
      const account = new KernelAccount([terms, share('US.KO')])
      account.prices(100, 50)
      assert.equal(judgementIn(account.say(wish))!.code, 'invalid_signal')
      assert.lengthOf(account.state.orders, 0)
    })
  }

  test('a signal before any price is refused', ({ assert }) => {
    const account = new KernelAccount([terms])
    assert.equal(judgementIn(account.say(buy(1)))!.code, 'no_price')
  })

  test('no row of any numbers breaks the kernel', ({ assert }) => {
    const number = fc.oneof(
      fc.integer({ min: -2, max: 6 }),
      fc.constantFrom(0, 1, 100, 0.5, Number.NaN, Infinity, -Infinity, 1e300, 5e-324, -0),
      fc.double()
    )
    fc.assert(
      fc.property(
        fc.array(number, { minLength: RECORD_LENGTH, maxLength: RECORD_LENGTH }),
        (values) => {
          const row = Float64Array.from(values)
          row[FIELD.type] = Math.abs(Math.trunc(values[0]!)) % 5
          row[FIELD.instrument] = 0
          row[FIELD.reference] = 1
          const signal = decodeSignal(row, 0, CONTEXT)
          if (typeof signal === 'string') return
          const account = new KernelAccount([terms, share('US.KO')])
          account.prices(100, 50)
          account.trade(buy(10), 100)
          account.apply({ type: 'signal_proposed', signal, atMs: account.atMs, pluginVerdicts: [] })
          for (const order of account.state.orders) {
            assert.isTrue(order.quantity > 0 && order.quantity <= 210, `quantity ${order.quantity}`)
            for (const price of [order.limitPrice, order.stopPrice]) {
              assert.isTrue(price === null || (price > 0 && price < Infinity), `price ${price}`)
            }
          }
        }
      ),
      { numRuns: 3000 }
    )
  })
})
