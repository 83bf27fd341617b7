import { test } from '@japa/runner'
import type { Context, Strategy } from '@aq-trading/sdk'
import { createGuest } from '../../../../plugins/sdk/src/guest/runtime.js'
import { ORDER_ROLES, ORDER_STATES } from '../../../../plugins/sdk/src/guest/codes.js'
import { ORDER_ROLES as KERNEL_ROLES } from '#kernel/order/order.js'
import * as orderState from '#kernel/order/order_state.js'
import { failureOf, guestWith, row, SETUP, show } from './desk.js'

const DAY = 20_000

test.group('what a strategy is told', () => {
  test('a fill, after the position it made', ({ assert }) => {
    const heard: unknown[] = []
    const { guest } = guestWith((context) => ({
      onBar() {},
      onFill: (fill) => void heard.push({ ...fill, held: context.position(fill.symbol).quantity }),
    }))
    guest.onPosition(0, 100, 101.5, 0)
    guest.onFill(0, 3, 7, 1, 100, 101.5, 0.99, 86_400_000)
    assert.deepEqual(heard, [
      {
        symbol: 'US.AAPL',
        side: 'buy',
        quantity: 100,
        price: 101.5,
        commission: 0.99,
        atMs: 86_400_000,
        reference: 3,
        sequence: 7,
        held: 100,
      },
    ])
  })

  test('its orders, which are open until they end', ({ assert }) => {
    const heard: string[] = []
    let open: readonly string[] = []
    const { guest } = guestWith((context) => ({
      onBar: () =>
        void (open = context
          .orders()
          .map((order) => `${order.sequence} ${order.type} ${order.state}`)),
      onOrder: (order) =>
        void heard.push(`${order.sequence} ${order.state} ${order.filled}/${order.quantity}`),
    }))
    const order = (sequence: number, state: number, filled = 0): number =>
      guest.onOrder(0, 1, sequence, state, 1, 1, 100, filled, 98.5, 0, 0)
    order(1, 1)
    order(2, 1)
    show(guest, 100)
    assert.deepEqual(open, ['1 limit submitted', '2 limit submitted'])
    order(1, 2, 40)
    order(2, 5)
    show(guest, 100)
    assert.deepEqual(open, ['1 limit partial'])
    order(1, 3, 100)
    show(guest, 100)
    assert.deepEqual(open, [])
    assert.deepEqual(heard, [
      '1 submitted 0/100',
      '2 submitted 0/100',
      '1 partial 40/100',
      '2 cancelled 0/100',
      '1 filled 100/100',
    ])
  })

  test('an order with what it is for and its prices, null where it has none', ({ assert }) => {
    let order: unknown = null
    const { guest } = guestWith((context) => ({
      onBar: () => void (order = context.orders('US.AAPL')[0]),
    }))
    guest.onOrder(0, 4, 9, 1, -1, 2, 50, 0, 0, 91.2, 2)
    show(guest, 100)
    const expected = {
      sequence: 9,
      reference: 4,
      symbol: 'US.AAPL',
      side: 'sell',
      type: 'stop',
      role: 'stop_loss',
      state: 'submitted',
      quantity: 50,
      filled: 0,
      limitPrice: null,
      stopPrice: 91.2,
    }
    assert.deepEqual(order, expected)
  })

  test('a denial, a split and a dividend', ({ assert }) => {
    const heard: unknown[] = []
    const { guest } = guestWith(() => ({
      onBar() {},
      onDenied: (denial) => void heard.push(denial),
      onCorporateAction: (action) => void heard.push(action),
    }))
    guest.onDenied(1, 5, 'risk', 'exposure would be 120 % of equity')
    guest.onCorporateAction(0, 1, 7, DAY)
    guest.onCorporateAction(0, 2, 0.47, DAY)
    const exDateMs = DAY * 86_400_000
    assert.deepEqual(heard, [
      { symbol: 'HK.00700', reference: 5, code: 'risk', text: 'exposure would be 120 % of equity' },
      { type: 'split', symbol: 'US.AAPL', ratio: 7, exDateMs },
      { type: 'dividend', symbol: 'US.AAPL', amount: 0.47, exDateMs },
    ])
  })

  test('orders can be made in answer to a fill', ({ assert }) => {
    const { guest } = guestWith((context) => ({
      onBar() {},
      onFill: ({ symbol, quantity, price }) =>
        void context.sell(symbol, { quantity, limit: price * 1.1 }),
    }))
    assert.equal(guest.onFill(0, 1, 1, 1, 10, 100, 0, 0), 1)
    assert.containSubset(row(guest), { side: -1, size: 10 })
  })

  test('the end of a moment, where it asks for it', ({ assert }) => {
    const moments: unknown[] = []
    const { guest } = guestWith((context) => ({
      onBar() {},
      onSlice: () =>
        void moments.push([
          context.now,
          context.last('US.AAPL')?.close,
          context.last('HK.00700')?.close,
          context.warmingUp,
        ]),
    }))
    assert.equal(guest.hasSlice(), 1)
    show(guest, 100, { warm: true })
    show(guest, 400, { instrument: 1, warm: true })
    guest.onSlice(86_399_999)
    show(guest, 101, { day: 1, warm: true })
    show(guest, 401, { day: 1, instrument: 1 })
    guest.onSlice(2 * 86_400_000 - 1)
    assert.deepEqual(moments, [
      [86_399_999, 100, 400, true],
      [2 * 86_400_000 - 1, 101, 401, false],
    ])
    assert.equal(guestWith(() => ({ onBar() {} })).guest.hasSlice(), 0)
  })

  test("codes of states and roles are the kernel's", ({ assert }) => {
    assert.deepEqual(ORDER_STATES, orderState.ORDER_STATES)
    assert.deepEqual(ORDER_ROLES, KERNEL_ROLES)
  })
})

test.group('starting', () => {
  const refused: [title: string, create: unknown, words: RegExp][] = [
    ['nothing', () => undefined, /must return an object with onBar, returned undefined/],
    ['a strategy without onBar', () => ({}), /^the strategy has no onBar\(bar, context\)$/],
    ['an async function', async () => ({ onBar() {} }), /must not be async/],
    [
      'a callback that is no function',
      () => ({ onBar() {}, onFill: 5 }),
      /^onFill of the strategy must be a function, was 5$/,
    ],
    [
      'a warm-up below 0',
      () => ({ onBar() {}, warmupBars: -1 }),
      /^warmupBars must be a whole number from 0 to 100000, was -1$/,
    ],
    ['a warm-up that is NaN', () => ({ onBar() {}, warmupBars: NaN }), /was NaN$/],
    [
      'a history of 1.5 bars',
      () => ({ onBar() {}, historyBars: 1.5 }),
      /^historyBars must be a whole number from 0 to 1000000/,
    ],
  ]
  for (const [title, create, words] of refused) {
    test(`a strategy function that returns ${title} is refused`, ({ assert }) => {
      const { guest, warmupBars } = guestWith(create as (context: Context) => Strategy)
      assert.equal(warmupBars, -1)
      assert.match(failureOf(guest).message, words)
    })
  }

  const exports: [title: string, value: unknown, words: RegExp][] = [
    [
      'none',
      undefined,
      /^the plugin has no default export; it must say: export default defineStrategy/,
    ],
    ['a function', () => ({}), /^the default export must come from defineStrategy, was a function/],
    ['a plain object', { onBar() {} }, /^the default export must come from defineStrategy; write/],
    [
      'another kind',
      { kind: 'broker', create() {} },
      /^the default export must come from defineStrategy/,
    ],
  ]
  for (const [title, value, words] of exports) {
    test(`a default export that is ${title} is refused`, ({ assert }) =>
      assert.match(createGuest().load(value), words))
  }

  test('tells the warm-up and hands over parameters', ({ assert }) => {
    const guest = createGuest()
    let given: unknown = null
    guest.load({
      kind: 'strategy',
      create: (parameters: unknown) => ((given = parameters), { warmupBars: 30, onBar() {} }),
    })
    assert.equal(
      guest.start(JSON.stringify({ ...SETUP, parameters: { fast: 10, exit: 'middle' } })),
      30
    )
    assert.deepEqual(given, { fast: 10, exit: 'middle' })
  })

  test('before anything was loaded is a failure, not a crash', ({ assert }) => {
    const guest = createGuest()
    assert.equal(guest.start(JSON.stringify(SETUP)), -1)
    assert.equal(failureOf(guest).message, 'no plugin was loaded')
    assert.equal(show(guest, 100), -1)
    assert.equal(guest.state(), '{}')
  })
})

test.group('whatever a strategy throws is told and goes no further', () => {
  const thrower = (thrown: () => unknown) =>
    guestWith(() => ({
      onBar() {
        throw thrown()
      },
    })).guest
  const thrown: [title: string, thrown: () => unknown, message: string][] = [
    ['an error', () => new TypeError('no such level'), 'no such level'],
    ['a text', () => 'broken', 'broken'],
    ['nothing', () => undefined, 'undefined'],
    ['an object', () => ({ code: 5 }), 'something that is not an Error was thrown'],
    ['a symbol', () => Symbol('s'), 'Symbol(s)'],
    [
      'an error whose message throws',
      () =>
        Object.defineProperty(new Error('x'), 'message', {
          get: () => {
            throw new Error('trap')
          },
        }),
      'something that is not an Error was thrown',
    ],
    [
      'a proxy that throws at every touch',
      () =>
        new Proxy(
          {},
          {
            get: () => {
              throw new Error('trap')
            },
          }
        ),
      'something that is not an Error was thrown',
    ],
    ['an endless message', () => new Error('x'.repeat(1_000_000)), 'x'.repeat(500)],
  ]
  for (const [title, make, message] of thrown) {
    test(title, ({ assert }) => {
      const guest = thrower(make)
      assert.equal(show(guest, 100), -1)
      assert.equal(failureOf(guest).message, message)
      assert.isAtMost(failureOf(guest).stack.length, 4_000)
      assert.equal(failureOf(guest).where, 'onBar')
    })
  }

  test('in every callback, with its name', ({ assert }) => {
    const names = [
      'onStart',
      'onBar',
      'onSlice',
      'onFill',
      'onOrder',
      'onDenied',
      'onCorporateAction',
      'onStop',
    ] as const
    for (const name of names) {
      const strategy = {
        onBar() {},
        [name]() {
          throw new Error(name)
        },
      }
      const { guest, warmupBars } = guestWith(() => strategy)
      const answers: Record<string, () => number> = {
        onStart: () => warmupBars,
        onBar: () => show(guest, 100),
        onSlice: () => guest.onSlice(0),
        onFill: () => guest.onFill(0, 1, 1, 1, 1, 1, 0, 0),
        onOrder: () => guest.onOrder(0, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0),
        onDenied: () => guest.onDenied(0, 1, 'risk', 'no'),
        onCorporateAction: () => guest.onCorporateAction(0, 1, 2, DAY),
        onStop: () => guest.onStop(),
      }
      assert.equal(answers[name]!(), -1, name)
      assert.containSubset(failureOf(guest), { message: name, where: name })
    }
  })

  test('a state that throws or cannot be written as JSON is empty', ({ assert }) => {
    const circular: Record<string, unknown> = {}
    circular.self = circular
    for (const state of [
      () => {
        throw new Error('x')
      },
      () => circular,
      () => undefined,
      () => 5n,
    ]) {
      const { guest } = guestWith(() => ({ onBar() {}, state: state as () => unknown }))
      assert.equal(guest.state(), '{}')
    }
  })

  test('a huge state is cut', ({ assert }) => {
    const { guest } = guestWith(() => ({ onBar() {}, state: () => ({ all: 'x'.repeat(50_000) }) }))
    assert.isBelow(guest.state().length, 10_240)
    assert.match(guest.state(), /10,000 are kept/)
  })
})

test.group('log lines', () => {
  test('hold any values, and are taken once', ({ assert }) => {
    const { guest } = guestWith((context) => ({
      onBar: () => context.log('rsi', 31.5, { a: [1] }, null, new Error('e')),
    }))
    show(guest, 100)
    assert.deepEqual(JSON.parse(guest.logs()), ['rsi 31.5 {"a":[1]} null Error: e'])
    assert.equal(guest.logs(), '[]')
  })

  test('are cut at 2,000 characters and 1,000 lines; the rest is counted', ({ assert }) => {
    const { guest } = guestWith((context) => ({
      onBar() {
        context.log('y'.repeat(5_000))
        for (let line = 0; line < 1_500; line += 1) context.log(line)
      },
    }))
    show(guest, 100)
    const lines = JSON.parse(guest.logs()) as string[]
    assert.lengthOf(lines, 1_001)
    assert.lengthOf(lines[0]!, 2_000)
    assert.equal(lines.at(-1), '(501 more lines were dropped)')
  })
})
