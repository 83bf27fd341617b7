import { test } from '@japa/runner'
import { DAY_MS } from '#kernel/values/instant'
import { FIRST_MS, simulate, type BarRow } from './scripted_market.js'

/* The rules of docs/simulation.md as the whole simulation keeps them, order by order. */

const QUIET: BarRow = [100, 101, 99, 100]
const FIVE_PERCENT = { kind: 'fraction', value: 0.05 } as const
const AT = (value: number) => ({ kind: 'price', value }) as const

test.group('time in force', () => {
  const limit = { side: 'buy', quantity: 10, type: 'limit', limit: 95 } as const
  const touchedOn = (bar: number): BarRow[] =>
    [0, 1, 2, 3].map((at) => (at === bar ? [100, 101, 94, 100] : QUIET))

  test('a day order on daily bars works one bar', ({ assert }) => {
    const wish = { ...limit, timeInForce: 'day' } as const
    assert.deepEqual(simulate(touchedOn(1), { 0: [wish] }).fills, ['1 buy 10 at 95'])
    const missed = simulate(touchedOn(2), { 0: [wish] })
    assert.deepEqual(missed.fills, [])
    assert.deepEqual(missed.states, ['entry expired 0'])
  })

  test('a good-till-cancelled order works on', ({ assert }) => {
    assert.deepEqual(simulate(touchedOn(3), { 0: [limit] }).fills, ['3 buy 10 at 95'])
  })

  test('a good-till-date order ends before the bar of its date', ({ assert }) => {
    const wish = { ...limit, timeInForce: 'gtd', goodTillMs: FIRST_MS + 3 * DAY_MS } as const
    assert.deepEqual(simulate(touchedOn(2), { 0: [wish] }).fills, ['2 buy 10 at 95'])
    assert.deepEqual(simulate(touchedOn(3), { 0: [wish] }).states, ['entry expired 0'])
  })

  test('an immediate-or-cancel order works on its first bar and keeps what it got', ({
    assert,
  }) => {
    const wish = { ...limit, timeInForce: 'ioc' } as const
    assert.deepEqual(simulate(touchedOn(1), { 0: [wish] }).fills, ['1 buy 10 at 95'])
    assert.deepEqual(simulate(touchedOn(2), { 0: [wish] }).states, ['entry cancelled 0'])
    const market = { side: 'buy', quantity: 100, timeInForce: 'ioc' } as const
    const thin: BarRow[] = [QUIET, [100, 101, 99, 100, 300], QUIET]
    const parts = simulate(thin, { 0: [market] }, { participationMax: 0.1 })
    assert.deepEqual(parts.fills, ['1 buy 30 at 100'])
    assert.deepEqual(parts.states, ['entry cancelled 30'])
  })
})

test.group('fill delay', () => {
  test('of two bars lets the bar in between pass', ({ assert }) => {
    const rows: BarRow[] = [QUIET, [101, 102, 100, 101], [103, 104, 102, 103]]
    const wish = { side: 'buy', quantity: 10 } as const
    assert.deepEqual(simulate(rows, { 0: [wish] }).fills, ['1 buy 10 at 101'])
    assert.deepEqual(simulate(rows, { 0: [wish] }, { fillDelayBars: 2 }).fills, ['2 buy 10 at 103'])
    assert.deepEqual(simulate(rows, { 0: [wish] }, { fillDelayBars: 0 }).fills, ['0 buy 10 at 100'])
  })
})

test.group('attached exits', () => {
  test('of an entry at the open work through the rest of its bar', ({ assert }) => {
    const wish = { side: 'buy', quantity: 10, stopLoss: FIVE_PERCENT, takeProfit: AT(108) } as const
    const stopped = simulate([QUIET, [100, 101, 94, 96], QUIET], { 0: [wish] })
    assert.deepEqual(stopped.fills, ['1 buy 10 at 100', '1 sell 10 at 95'])
    assert.deepEqual(stopped.states, [
      'entry filled 10',
      'stop_loss filled 10',
      'take_profit cancelled 0',
    ])
    const won = simulate([QUIET, [100, 109, 99, 100], QUIET], { 0: [wish] })
    assert.deepEqual(won.fills, ['1 buy 10 at 100', '1 sell 10 at 108'])
  })

  test('the stop comes before the target inside a bar, but the open decides first', ({
    assert,
  }) => {
    const wish = { side: 'buy', quantity: 10, stopLoss: AT(95), takeProfit: AT(108) } as const
    const both = simulate([QUIET, QUIET, [101, 109, 94, 107]], { 0: [wish] })
    assert.deepEqual(both.fills, ['1 buy 10 at 100', '2 sell 10 at 95'])
    const gapped = simulate([QUIET, QUIET, [110, 111, 94, 95]], { 0: [wish] })
    assert.deepEqual(gapped.fills, ['1 buy 10 at 100', '2 sell 10 at 110'])
    const under = simulate([QUIET, QUIET, [90, 109, 89, 107]], { 0: [wish] })
    assert.deepEqual(under.fills, ['1 buy 10 at 100', '2 sell 10 at 90'])
  })

  test('of a short are mirrored', ({ assert }) => {
    const wish = { side: 'sell', quantity: 10, stopLoss: FIVE_PERCENT, takeProfit: AT(92) } as const
    const both = simulate([QUIET, QUIET, [99, 106, 91, 93]], { 0: [wish] })
    assert.deepEqual(both.fills, ['1 sell 10 at 100', '2 buy 10 at 105'])
  })

  test('of an entry inside its bar need proof of a target and assume a stop', ({ assert }) => {
    const limit = {
      side: 'buy',
      quantity: 10,
      type: 'limit',
      limit: 98,
      timeInForce: 'day',
    } as const
    const wish = { ...limit, stopLoss: AT(96), takeProfit: AT(101) } as const
    const run = (bar: BarRow) => simulate([QUIET, bar], { 0: [wish] }).fills
    assert.deepEqual(run([100, 103, 97, 102]), ['1 buy 10 at 98', '1 sell 10 at 101'])
    assert.deepEqual(run([100, 103, 97, 100.5]), ['1 buy 10 at 98'])
    assert.deepEqual(run([100, 103, 95, 102]), ['1 buy 10 at 98', '1 sell 10 at 96'])
    const breakout = {
      side: 'buy',
      quantity: 10,
      type: 'stop',
      stop: 103,
      stopLoss: AT(99),
    } as const
    const rows: BarRow[] = [QUIET, [100, 105, 98, 104]]
    assert.deepEqual(simulate(rows, { 0: [breakout] }).fills, [
      '1 buy 10 at 103',
      '1 sell 10 at 99',
    ])
  })

  test('a target behind a stop-limit that was come back to needs the close as well', ({
    assert,
  }) => {
    const entry = { side: 'buy', quantity: 10, type: 'stop_limit', stop: 105, limit: 103 } as const
    const rows: BarRow[] = [QUIET, [102, 106, 101, 102.5], QUIET]
    const run = simulate(rows, { 0: [{ ...entry, takeProfit: AT(105.5) }] })
    assert.deepEqual(run.fills, ['1 buy 10 at 103'])
  })

  test('of two guards the nearer fills', ({ assert }) => {
    const trailingStop = { kind: 'amount', value: 2 } as const
    const wish = { side: 'buy', quantity: 10, stopLoss: AT(95), trailingStop } as const
    const rows: BarRow[] = [QUIET, [100, 101, 99.5, 101], [100, 100, 94, 95]]
    assert.deepEqual(simulate(rows, { 0: [wish] }).fills, ['1 buy 10 at 100', '2 sell 10 at 99'])
  })

  test('a trailing stop follows from the entry and uses earlier bars only', ({ assert }) => {
    const wish = { side: 'buy', quantity: 10, trailingStop: FIVE_PERCENT } as const
    const rows: BarRow[] = [QUIET, [100, 101, 99, 100], [101, 110, 97, 98], [98, 99, 97, 98]]
    assert.deepEqual(simulate(rows, { 0: [wish] }).fills, ['1 buy 10 at 100', '3 sell 10 at 98'])
  })

  test('share the quantity of an entry that fills in parts', ({ assert }) => {
    const wish = { side: 'buy', quantity: 100, stopLoss: AT(95), takeProfit: AT(120) } as const
    const rows: BarRow[] = [
      QUIET,
      [100, 101, 99, 100, 600],
      [100, 101, 99, 100, 600],
      [96, 97, 94, 95, 500],
      [93, 94, 92, 93, 2000],
    ]
    const run = simulate(rows, { 0: [wish] }, { participationMax: 0.1 })
    assert.deepEqual(run.fills, [
      '1 buy 60 at 100',
      '2 buy 40 at 100',
      '3 sell 50 at 95',
      '4 sell 50 at 93',
    ])
    assert.deepEqual(run.states, [
      'entry filled 100',
      'stop_loss filled 100',
      'take_profit cancelled 0',
    ])
  })
})

test.group('one cancels the other', () => {
  test('also on a partial fill', ({ assert }) => {
    const buy = { side: 'buy', quantity: 100, type: 'limit', limit: 95, ocoGroup: 1 } as const
    const chase = { side: 'buy', quantity: 100, type: 'stop', stop: 105, ocoGroup: 1 } as const
    const run = simulate(
      [QUIET, [100, 101, 94, 96, 500]],
      { 0: [buy, chase] },
      { participationMax: 0.1 }
    )
    assert.deepEqual(run.fills, ['1 buy 50 at 95'])
    assert.deepEqual(run.states, ['entry expired 50', 'entry cancelled 0'])
  })
})

test.group('slippage, participation and commission together', () => {
  test('a trailing stop alone starts at the last close', ({ assert }) => {
    const trail = { kind: 'amount', value: 3 } as const
    const wish = { side: 'sell', quantity: 10, type: 'trailing_stop', trail } as const
    const rows: BarRow[] = [QUIET, [99, 102, 98, 101], [100, 101, 98.5, 99]]
    assert.deepEqual(simulate(rows, { 0: [wish] }).fills, ['2 sell 10 at 99'])
  })

  test('zipline takes 50 of 2000 shares at 3.50021875 and leaves the rest', ({ assert }) => {
    const slippage = { type: 'volume_share', impact: 0.1, shareMax: 0.025 } as const
    const rows: BarRow[] = [QUIET, [3.5, 3.5, 3.5, 3.5, 2000], [3, 3, 3, 3, 200]]
    const run = simulate(rows, { 0: [{ side: 'buy', quantity: 55 }] }, { slippage })
    assert.deepEqual(run.fills, ['1 buy 50 at 3.50021875', '2 buy 5 at 3.0001875'])
  })

  test('a limit order is never filled worse than its limit', ({ assert }) => {
    const slippage = { type: 'fixed', amount: 0.5 } as const
    const wish = { side: 'buy', quantity: 10, type: 'limit', limit: 100 } as const
    const inBar = simulate([QUIET, [101, 102, 99, 101]], { 0: [wish] }, { slippage })
    assert.deepEqual(inBar.fills, ['1 buy 10 at 100'])
    const atOpen = simulate([QUIET, [99.2, 102, 99, 101]], { 0: [wish] }, { slippage })
    assert.deepEqual(atOpen.fills, ['1 buy 10 at 99.7'])
  })

  test('orders of one bar share its volume, first come first served', ({ assert }) => {
    const wishes = [
      { side: 'buy', quantity: 70 },
      { side: 'buy', quantity: 70 },
    ] as const
    const rows: BarRow[] = [QUIET, [100, 101, 99, 100, 1000], [102, 103, 101, 102, 1000]]
    const run = simulate(rows, { 0: wishes }, { participationMax: 0.1 })
    assert.deepEqual(run.fills, ['1 buy 70 at 100', '1 buy 30 at 100', '2 buy 40 at 102'])
  })
})
