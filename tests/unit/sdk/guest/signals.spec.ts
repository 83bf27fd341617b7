import { test } from '@japa/runner'
import type { Context } from '@aq-trading/sdk'
import { RECORD_LENGTH, SIGNALS_PER_CALL } from '#kernel/signal/signal_record.js'
import { failureOf, guestWith, row, show } from './desk.js'

/** Shows one bar to a strategy that does `act`, and returns the guest with the count of signals. */
function acting(act: (context: Context) => void) {
  const { guest } = guestWith((context) => ({ onBar: () => act(context) }))
  return { guest, count: show(guest, 100) }
}

test.group('a signal becomes a row of numbers', () => {
  const cases: [title: string, act: (context: Context) => void, fields: object][] = [
    [
      'a market order',
      (c) => c.buy('US.AAPL', { quantity: 100 }),
      {
        type: 1,
        side: 1,
        instrument: 0,
        sizeKind: 0,
        size: 100,
        orderType: 0,
        timeInForce: 1,
        sizedAt: 0,
        reference: 1,
      },
    ],
    ['a sale', (c) => c.sell('HK.00700', { quantity: 100 }), { type: 1, side: -1, instrument: 1 }],
    ['a notional', (c) => c.buy('US.AAPL', { notional: 5_000 }), { sizeKind: 1, size: 5_000 }],
    [
      'a part of equity, sized at the open',
      (c) => c.buy('US.AAPL', { equityFraction: 0.5, sizedAt: 'open' }),
      { sizeKind: 2, size: 0.5, sizedAt: 1 },
    ],
    ['a part of cash', (c) => c.buy('US.AAPL', { cashFraction: 1 }), { sizeKind: 3, size: 1 }],
    [
      'a limit order for the day',
      (c) => c.buy('US.AAPL', { quantity: 1, limit: 98.5, timeInForce: 'day' }),
      { orderType: 1, limitPrice: 98.5, stopPrice: 0, timeInForce: 0 },
    ],
    [
      'a stop order',
      (c) => c.buy('US.AAPL', { quantity: 1, stop: 105 }),
      { orderType: 2, stopPrice: 105 },
    ],
    [
      'a stop-limit order',
      (c) => c.buy('US.AAPL', { quantity: 1, stop: 105, limit: 106, type: 'stop_limit' }),
      { orderType: 3, stopPrice: 105, limitPrice: 106 },
    ],
    [
      'a trailing stop order',
      (c) => c.sell('US.AAPL', { quantity: 1, trail: { amount: 3 } }),
      { orderType: 4, trailKind: 2, trail: 3 },
    ],
    [
      'an order good till a moment',
      (c) => c.buy('US.AAPL', { quantity: 1, limit: 9, goodTill: 1_700_000_000_000 }),
      { timeInForce: 3, goodTillMs: 1_700_000_000_000 },
    ],
    [
      'attached exits',
      (c) =>
        c.buy('US.AAPL', {
          quantity: 1,
          stopLoss: { fraction: 0.05 },
          takeProfit: { price: 120 },
          trailingStop: { amount: 4 },
        }),
      {
        stopLossKind: 2,
        stopLoss: 0.05,
        takeProfitKind: 1,
        takeProfit: 120,
        trailingStopKind: 2,
        trailingStop: 4,
      },
    ],
    [
      'a group of which one cancels the others',
      (c) => c.buy('US.AAPL', { quantity: 1, ocoGroup: 3 }),
      { ocoGroup: 3 },
    ],
    [
      'a target',
      (c) => c.target('US.AAPL', { quantity: -50 }),
      { type: 2, sizeKind: 0, size: -50 },
    ],
    [
      'a target of equity',
      (c) => c.target('US.AAPL', { equityFraction: 0.25 }),
      { type: 2, sizeKind: 2, size: 0.25 },
    ],
    ['closing', (c) => c.close('US.AAPL'), { type: 2, sizeKind: 0, size: 0, orderType: 0 }],
    [
      'cancelling all of a symbol',
      (c) => c.cancel('HK.00700'),
      { type: 3, instrument: 1, size: 1 },
    ],
  ]
  for (const [title, act, fields] of cases) {
    test(title, ({ assert }) => {
      const { guest, count } = acting(act)
      assert.equal(count, 1, guest.failure())
      assert.containSubset(row(guest), fields)
    })
  }

  test('references count up, and cancel and replace name one', ({ assert }) => {
    const { guest, count } = acting((context) => {
      context.buy('US.AAPL', { quantity: 1 })
      const reference = context.buy('HK.00700', { quantity: 100, limit: 390 })
      context.replace(reference, { limit: 395, quantity: 200 })
      context.cancel(reference)
    })
    assert.equal(count, 4)
    assert.containSubset(row(guest, 2), {
      type: 4,
      instrument: 1,
      reference: 2,
      limitPrice: 395,
      size: 200,
      stopPrice: 0,
    })
    assert.containSubset(row(guest, 3), { type: 3, instrument: 1, reference: 2, size: 0 })
  })

  test('a reason goes beside the row, at most 200 characters of it', ({ assert }) => {
    const { guest } = acting((context) => {
      context.buy('US.AAPL', { quantity: 1, reason: 'x'.repeat(300) })
      context.close('US.AAPL')
    })
    assert.equal(guest.text(0), 'x'.repeat(200))
    assert.equal(guest.text(1), '')
    assert.equal(guest.text(2), '')
    assert.containSubset([row(guest, 0).hasReason, row(guest, 1).hasReason], [1, 0])
  })

  test('nothing of an earlier call is left over', ({ assert }) => {
    const { guest } = guestWith((context) => ({
      onBar({ close }) {
        if (close === 100) {
          context.buy('US.AAPL', {
            quantity: 1,
            limit: 90,
            stopLoss: { price: 80 },
            reason: 'first',
          })
        }
        if (close === 102) context.sell('US.AAPL', { quantity: 2 })
      },
    }))
    assert.deepEqual([show(guest, 100), show(guest, 101), show(guest, 102)], [1, 0, 1])
    assert.containSubset(row(guest), {
      side: -1,
      size: 2,
      limitPrice: 0,
      stopLoss: 0,
      stopLossKind: 0,
      hasReason: 0,
    })
  })
})

test.group('a wrong call throws at the line of its author', () => {
  const anyOf = (options: unknown): never => options as never
  const cases: [title: string, act: (context: Context) => void, words: string | RegExp][] = [
    [
      'no size',
      (c) => c.buy('US.AAPL', anyOf({})),
      'buy("US.AAPL"): how much? give one of quantity, notional, equityFraction, cashFraction',
    ],
    [
      'two sizes',
      (c) => c.buy('US.AAPL', anyOf({ quantity: 1, notional: 5 })),
      'buy("US.AAPL"): quantity and notional are both given; give one',
    ],
    [
      'a quantity of 0',
      (c) => c.sell('US.AAPL', { quantity: 0 }),
      'sell("US.AAPL"): quantity must be a number above 0, was 0',
    ],
    [
      'a quantity below 0',
      (c) => c.buy('US.AAPL', { quantity: -5 }),
      /quantity must be a number above 0, was -5/,
    ],
    ['a quantity that is NaN', (c) => c.buy('US.AAPL', { quantity: NaN }), /was NaN/],
    ['a quantity that is a text', (c) => c.buy('US.AAPL', anyOf({ quantity: '10' })), /was "10"/],
    [
      'an infinite notional',
      (c) => c.buy('US.AAPL', { notional: Infinity }),
      /notional must be a number above 0, was Infinity/,
    ],
    [
      'an unknown symbol',
      (c) => c.buy('US.APPL', { quantity: 1 }),
      /^buy\("US\.APPL"\): "US\.APPL" is not in this run/,
    ],
    [
      'no symbol at all',
      (c) => c.buy(anyOf({ quantity: 1 }), anyOf(undefined)),
      /^buy\(an object\): options must be an object/,
    ],
    [
      'an unknown option',
      (c) => c.buy('US.AAPL', anyOf({ quantity: 1, price: 5 })),
      /there is no option "price"; there are quantity, notional/,
    ],
    [
      'options that are a number',
      (c) => c.buy('US.AAPL', anyOf(100)),
      /options must be an object like \{ quantity: 100 \}, was 100/,
    ],
    [
      'a limit of NaN',
      (c) => c.buy('US.AAPL', { quantity: 1, limit: NaN }),
      /limit must be a number above 0, was NaN/,
    ],
    [
      'a type without its price',
      (c) => c.buy('US.AAPL', { quantity: 1, type: 'limit' }),
      /type is "limit" but the prices given make it a market order/,
    ],
    [
      'an unknown type',
      (c) => c.buy('US.AAPL', anyOf({ quantity: 1, type: 'moc' })),
      /type must be one of market, limit, stop, stop_limit, trailing_stop, was "moc"/,
    ],
    [
      'a trail with a limit',
      (c) => c.buy('US.AAPL', { quantity: 1, limit: 5, trail: { amount: 1 } }),
      /trail cannot be combined with limit or stop/,
    ],
    [
      'a trail of 100 %',
      (c) => c.sell('US.AAPL', { quantity: 1, trail: { fraction: 1 } }),
      /trail\.fraction must be below 1 \(0\.05 is 5 %\), was 1/,
    ],
    [
      'a stop-loss that is a number',
      (c) => c.buy('US.AAPL', anyOf({ quantity: 1, stopLoss: 0.05 })),
      /stopLoss must be \{ fraction: 0\.05 \}, \{ price: 95 \} or \{ amount: 2\.5 \}, was 0\.05/,
    ],
    [
      'a stop-loss said twice',
      (c) => c.buy('US.AAPL', anyOf({ quantity: 1, stopLoss: { price: 5, amount: 1 } })),
      /stopLoss must have exactly one of price, fraction, amount/,
    ],
    [
      'a stop-loss in percent',
      (c) => c.buy('US.AAPL', { quantity: 1, stopLoss: { fraction: 5 } }),
      /stopLoss\.fraction must be below 1/,
    ],
    [
      'a take-profit of nothing',
      (c) => c.buy('US.AAPL', { quantity: 1, takeProfit: { fraction: 0 } }),
      /takeProfit\.fraction must be a number above 0, was 0/,
    ],
    [
      'a trailing stop at a price',
      (c) => c.buy('US.AAPL', anyOf({ quantity: 1, trailingStop: { price: 90 } })),
      /the name inside trailingStop must be one of fraction, amount, was "price"/,
    ],
    [
      'an unknown time in force',
      (c) => c.buy('US.AAPL', anyOf({ quantity: 1, timeInForce: 'DAY' })),
      /timeInForce must be one of day, gtc, ioc, gtd, was "DAY"/,
    ],
    [
      'gtd without its end',
      (c) => c.buy('US.AAPL', { quantity: 1, timeInForce: 'gtd' }),
      /goodTill and timeInForce "gtd" belong together/,
    ],
    [
      'an end without gtd',
      (c) => c.buy('US.AAPL', { quantity: 1, timeInForce: 'day', goodTill: 5 }),
      /belong together/,
    ],
    [
      'a group of 0',
      (c) => c.buy('US.AAPL', { quantity: 1, ocoGroup: 0 }),
      /ocoGroup must be a whole number from 1, was 0/,
    ],
    [
      'a reason that is no text',
      (c) => c.buy('US.AAPL', anyOf({ quantity: 1, reason: 5 })),
      /reason must be a text, was 5/,
    ],
    [
      'a target without a size',
      (c) => c.target('US.AAPL', anyOf({})),
      /^target\("US\.AAPL"\): give exactly one of quantity and equityFraction/,
    ],
    [
      'a target of NaN',
      (c) => c.target('US.AAPL', { quantity: NaN }),
      /quantity must be a number \(below 0 is short, 0 is flat\), was NaN/,
    ],
    [
      'a target in cash',
      (c) => c.target('US.AAPL', anyOf({ notional: 5 })),
      /there is no option "notional"/,
    ],
    [
      'closing with exits',
      (c) => c.close('US.AAPL', anyOf({ stopLoss: { price: 5 } })),
      /^close\("US\.AAPL"\): there is no option "stopLoss"/,
    ],
    [
      'cancelling what was never made',
      (c) => c.cancel(1),
      /^cancel\(1\): this is no reference that buy, sell, target or close returned/,
    ],
    ['cancelling an unknown symbol', (c) => c.cancel('US.X'), /is not in this run/],
    [
      'replacing nothing',
      (c) => c.replace(c.buy('US.AAPL', { quantity: 1 }), {}),
      /^replace\(1\): give at least one of quantity, limit, stop/,
    ],
  ]
  for (const [title, act, words] of cases) {
    test(title, ({ assert }) => {
      const { guest, count } = acting(act)
      assert.equal(count, -1)
      const { message, where, stack } = failureOf(guest)
      if (typeof words === 'string') assert.equal(message, words)
      else assert.match(message, words)
      assert.equal(where, 'onBar')
      // The first line of the stack is the author's: here, this file.
      assert.match(stack.split('\n')[1] ?? '', /signals\.spec/)
    })
  }

  test('a call that is caught leaves no half-made signal', ({ assert }) => {
    const { guest, count } = acting((context) => {
      try {
        context.buy('US.AAPL', { quantity: 1, limit: -1 })
      } catch {
        context.sell('US.AAPL', { quantity: 2 })
      }
    })
    assert.equal(count, 1)
    assert.containSubset(row(guest), { side: -1, size: 2, limitPrice: 0 })
  })
})

test.group('signals have bounds', () => {
  test('256 in one call are taken, one more is a failure', ({ assert }) => {
    const make = (wanted: number) =>
      acting((context) => {
        for (let made = 0; made < wanted; made += 1) context.buy('US.AAPL', { quantity: 1 })
      })
    assert.equal(make(SIGNALS_PER_CALL).count, 256)
    const { guest, count } = make(SIGNALS_PER_CALL + 1)
    assert.equal(count, -1)
    assert.equal(failureOf(guest).message, 'too many signals: at most 256 in one call')
    assert.lengthOf(guest.signals, SIGNALS_PER_CALL * RECORD_LENGTH)
  })

  test('none are made before the first bar and after the last, though calls are checked', ({
    assert,
  }) => {
    const { guest } = guestWith((context) => ({
      onStart: () => void context.buy('US.AAPL', { quantity: 1 }),
      onBar() {},
      onStop: () => void context.buy('US.AAPL', { quantity: 1 }),
    }))
    assert.equal(show(guest, 100), 0)
    assert.equal(guest.onStop(), 0)
  })
})
