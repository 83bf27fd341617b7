import { test } from '@japa/runner'
import type { Bar, Context, Strategy } from '@aq-trading/sdk'
import { failureOf, guestWith, show } from './desk.js'

/** Runs `look` when the last of the bars is shown, and returns what it saw. */
function seen<T>(
  look: (bar: Bar, context: Context) => T,
  closes: readonly number[] = [100],
  rest: Partial<Strategy> = {}
): T {
  let last: { value: T } | null = null
  let shown = 0
  const { guest } = guestWith((context) => ({
    ...rest,
    onBar(bar) {
      shown += 1
      if (shown === closes.length) last = { value: look(bar, context) }
    },
  }))
  closes.forEach((close, day) => {
    if (show(guest, close, { day }) < 0) throw new Error(failureOf(guest).message)
  })
  return last!.value
}

test.group('the bar a strategy is shown', () => {
  test('has its symbol, its time in milliseconds and its prices', ({ assert }) => {
    const bar = {
      symbol: 'US.AAPL',
      startMs: 0,
      endMs: 86_399_999,
      open: 99,
      high: 102,
      low: 98,
      close: 100,
      volume: 5_000,
    }
    assert.deepEqual(
      seen((shown) => ({ ...shown })),
      bar
    )
  })

  test('can be copied and logged, and cannot be changed', ({ assert }) => {
    assert.equal(
      seen((bar) => JSON.stringify(bar)),
      '{"symbol":"US.AAPL","startMs":0,"endMs":86399999,"open":99,"high":102,"low":98,"close":100,"volume":5000}'
    )
    assert.throws(
      () => seen((bar) => ((bar as { close: number }).close = 5)),
      /Cannot set property close/
    )
  })
})

test.group('the context', () => {
  test('holds the account as the kernel tells it', ({ assert }) => {
    const account = seen(
      (_, { now, cash, buyingPower, equity, exposure, warmingUp, currency, timeframe }) => ({
        ...{ now, cash, buyingPower, equity, exposure, warmingUp, currency, timeframe },
      })
    )
    assert.deepEqual(account, {
      now: 86_399_999,
      cash: 9_000,
      buyingPower: 8_000,
      equity: 10_500,
      exposure: 1_500,
      warmingUp: false,
      currency: 'USD',
      timeframe: '1d',
    })
  })

  test('knows the instruments of the run and no other', ({ assert }) => {
    assert.deepEqual(
      seen((_, context) => [...context.symbols]),
      ['US.AAPL', 'HK.00700']
    )
    assert.equal(
      seen((_, context) => context.instrument('HK.00700').lotSize),
      100
    )
    for (const ask of ['position', 'history', 'last', 'orders', 'instrument'] as const) {
      assert.throws(
        () => seen((_, context) => context[ask]('US.MSFT')),
        /"US\.MSFT" is not in this run; context\.symbols lists what is/
      )
    }
  })

  test('names of the language are no symbols', ({ assert }) => {
    assert.throws(() => seen((_, context) => context.position('__proto__')), /is not in this run/)
    assert.throws(() => seen((_, context) => context.position('toString')), /is not in this run/)
  })

  test('cannot be changed', ({ assert }) => {
    assert.throws(
      () => seen((_, context) => ((context as { cash: number }).cash = 1e9)),
      /Cannot set property cash/
    )
    assert.throws(
      () => seen((_, context) => ((context as { buy: unknown }).buy = null)),
      /Cannot assign to read only property/
    )
  })

  test('keeps one value per symbol', ({ assert }) => {
    const made: string[] = []
    const { guest } = guestWith((context) => {
      const counts = context.perSymbol((symbol) => {
        made.push(symbol)
        return { bars: 0 }
      })
      return {
        onBar: ({ symbol }) => void (counts(symbol).bars += 1),
        state: () => context.symbols.map((symbol) => counts(symbol).bars),
      }
    })
    show(guest, 100)
    show(guest, 400, { instrument: 1 })
    show(guest, 101, { day: 1 })
    assert.deepEqual(made, ['US.AAPL', 'HK.00700'])
    assert.equal(guest.state(), '[2,1]')
  })

  test('random numbers repeat with the seed', ({ assert }) => {
    const first = seen((_, context) => [context.random(), context.random()])
    assert.deepEqual(
      seen((_, context) => [context.random(), context.random()]),
      first
    )
    for (const number of first) assert.isTrue(number >= 0 && number < 1)
    assert.notEqual(first[0], first[1])
  })
})

test.group('history', () => {
  test('counts back from the bar being shown', ({ assert }) => {
    const values = seen(
      (_, context) => {
        const history = context.history('US.AAPL')
        return [
          history.length,
          history.close(0),
          history.close(2),
          history.high(1),
          history.volume(0),
          history.startMs(2),
        ]
      },
      [100, 101, 102]
    )
    assert.deepEqual(values, [3, 102, 100, 103, 5_000, 0])
  })

  test('gives columns oldest first', ({ assert }) => {
    const closes = seen(
      (_, context) => [...context.history('US.AAPL').closes(3)],
      [100, 101, 102, 103]
    )
    assert.deepEqual(closes, [101, 102, 103])
  })

  test('forgets what is older than historyBars, and says so', ({ assert }) => {
    const days = Array.from({ length: 10 }, (_, day) => 100 + day)
    const kept = (context: Context): [number, number] => {
      const history = context.history('US.AAPL')
      return [history.length, history.close(history.length - 1)]
    }
    assert.deepEqual(
      seen((_, context) => kept(context), days, { historyBars: 3 }),
      [3, 107]
    )
    assert.throws(
      () => seen((_, context) => context.history('US.AAPL').close(3), days, { historyBars: 3 }),
      'history: 4 bars were asked for, 3 are kept; set historyBars: 4 in the strategy'
    )
  })

  test('keeps 1,024 bars unless the warm-up is longer', ({ assert }) => {
    const days = Array.from({ length: 1_100 }, (_, day) => 100 + day)
    const length = (rest: Partial<Strategy>): number =>
      seen((_, context) => context.history('US.AAPL').length, days, rest)
    assert.equal(length({}), 1_024)
    assert.equal(length({ warmupBars: 1_050 }), 1_050)
    assert.equal(length({ historyBars: 0 }), 0)
  })

  test('has no future', ({ assert }) => {
    const look = (back: number) => () =>
      seen((_, context) => context.history('US.AAPL').close(back), [100, 101])
    assert.throws(look(-1), /no way to see a bar that has not closed/)
    assert.throws(look(0.5), /must be a whole number/)
    assert.throws(look(NaN), /must be a whole number/)
    assert.throws(look(2), /3 bars were asked for, 2 have been seen/)
  })

  test('a column handed out is a copy', ({ assert }) => {
    const close = seen((_, context) => {
      context.history('US.AAPL').closes(1).fill(0)
      return context.history('US.AAPL').close(0)
    })
    assert.equal(close, 100)
  })

  test('the last bar of a symbol is null before its first', ({ assert }) => {
    assert.isNull(seen((_, context) => context.last('HK.00700')))
    const last = seen((_, context) => context.last('US.AAPL'), [100, 101], { historyBars: 0 })
    assert.containSubset(last, { close: 101, startMs: 86_400_000, endMs: 2 * 86_400_000 - 1 })
  })
})

test.group("the strategy's own position", () => {
  test('is valued in account currency at the last close', ({ assert }) => {
    let position: unknown = null
    let pnl = 0
    const { guest } = guestWith((context) => ({
      onBar() {
        position = {
          ...context.position('HK.00700'),
          value: context.position('HK.00700').marketValue,
          open: context.position('HK.00700').unrealisedPnl,
        }
        pnl = context.pnl
      },
    }))
    guest.onPosition(1, -200, 410, 50)
    show(guest, 400, { instrument: 1 })
    assert.containSubset(position, {
      symbol: 'HK.00700',
      quantity: -200,
      averageCost: 410,
      realisedPnl: 50,
    })
    assert.containSubset(position, { value: -200 * 400 * 0.128, open: 200 * 10 * 0.128 })
    assert.closeTo(pnl, 50 + 200 * 10 * 0.128, 1e-9)
  })
})
