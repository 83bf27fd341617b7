import { test } from '@japa/runner'
import { defineStrategy, Sma } from '@aq-trading/sdk'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { SHARED_ABSENT, sharedPath } from '#tests/shared.js'
import { dailyColumns, share, simulate } from '#tests/support/simulate.js'
import { byTheBook, crossAt, type Book, type Plan } from './by_the_book.js'

/* Strategies that people bring from other engines, against a second engine written from the docs. */

const path = sharedPath('data', 'goog-daily-2004-2013', 'GOOG.csv')
const manifest = { id: 'by_the_book', kind: 'strategy', parameters: {} } as const
const FEE = { type: 'percent', fraction: 0.002, minimum: 0 } as const

/** Tells a strategy of the SDK of every strict crossing of two averages. */
function onCross(
  fast: number,
  slow: number,
  act: (
    turn: -1 | 1,
    context: Parameters<Parameters<typeof defineStrategy>[1]>[1],
    close: number
  ) => void
) {
  return defineStrategy(manifest, (_parameters, context) => {
    const a = new Sma(fast)
    const b = new Sma(slow)
    let before = Number.NaN
    return {
      onBar({ close }) {
        a.update(close)
        b.update(close)
        const now = a.value - b.value
        if (before < 0 && now > 0) act(1, context, close)
        if (before > 0 && now < 0) act(-1, context, close)
        before = now
      },
    }
  })
}

function compare(
  assert: {
    deepEqual(a: unknown, b: unknown): void
    closeTo(a: number, b: number, d: number, m?: string): void
  },
  strategy: unknown,
  over: Partial<SimulationConfig>,
  decide: (bar: number, held: number, close: Float64Array) => Plan | null
): Book {
  const bars = dailyColumns(path!)
  const run = simulate(strategy, [bars], { instruments: [share('US.GOOG')], ...over })
  const fee = over.commission?.type === 'percent' ? over.commission.fraction : 0
  const book = byTheBook(bars, { cash: 10_000, fee }, (bar, held) => decide(bar, held, bars.close))
  assert.deepEqual(
    run.record.fills.map(
      (one) =>
        `${new Date(one.atMs).toISOString().slice(0, 10)} ${one.side} ${one.quantity} ${one.price.toFixed(6)}`
    ),
    book.fills
  )
  run.record.equity.toArray().forEach((equity, k) => {
    assert.closeTo(equity / 1e6, book.equity[k]!, 1e-3, `equity of bar ${k}`)
  })
  return book
}

test.group('GOOG by the book', () => {
  test('all-in, averages 10/30, long and short, 0.2 % commission', ({ assert }) => {
    const flip = onCross(10, 30, (turn, context) => {
      context.close('US.GOOG')
      const all = { cashFraction: 1, sizedAt: 'open' } as const
      if (turn > 0) context.buy('US.GOOG', all)
      else context.sell('US.GOOG', all)
    })
    const { fills } = compare(assert, flip, { commission: FEE }, (bar, _held, close) => {
      const side = crossAt(close, bar, 10, 30)
      return side === 0 ? null : { side, quantity: 'all' }
    })
    assert.isAbove(fills.length, 100)
  }).skip(path === null, SHARED_ABSENT)

  test('all-in, long only, 0.2 % commission', ({ assert }) => {
    const long = onCross(10, 20, (turn, context) => {
      if (turn > 0) context.buy('US.GOOG', { cashFraction: 1, sizedAt: 'open' })
      else context.close('US.GOOG')
    })
    compare(assert, long, { commission: FEE }, (bar, held, close) => {
      const turn = crossAt(close, bar, 10, 20)
      if (turn === 0 || (turn < 0 && held === 0)) return null
      return { side: turn > 0 ? 1 : 0, quantity: 'all' }
    })
  }).skip(path === null, SHARED_ABSENT)

  const bracket = { stopLoss: 0.05, takeProfit: 0.1 }
  test('ten shares with a stop 5 % below and a target 10 % above', ({ assert }) => {
    const strategy = onCross(5, 20, (turn, context) => {
      if (turn < 0 || context.position('US.GOOG').quantity > 0) return
      context.buy('US.GOOG', {
        quantity: 10,
        stopLoss: { fraction: bracket.stopLoss },
        takeProfit: { fraction: bracket.takeProfit },
      })
    })
    const { fills } = compare(assert, strategy, { commission: FEE }, (bar, held, close) =>
      crossAt(close, bar, 5, 20) > 0 && held === 0 ? { side: 1, quantity: 10, ...bracket } : null
    )
    assert.isAbove(fills.length, 60)
  }).skip(path === null, SHARED_ABSENT)

  test('ten shares with a trailing stop of 5 %', ({ assert }) => {
    const strategy = onCross(5, 20, (turn, context) => {
      if (turn < 0 || context.position('US.GOOG').quantity > 0) return
      context.buy('US.GOOG', { quantity: 10, trailingStop: { fraction: 0.05 } })
    })
    const { fills } = compare(assert, strategy, {}, (bar, held, close) =>
      crossAt(close, bar, 5, 20) > 0 && held === 0
        ? { side: 1, quantity: 10, trailing: 0.05 }
        : null
    )
    assert.isAbove(fills.length, 60)
  }).skip(path === null, SHARED_ABSENT)

  test('entries at a limit 1 % below the close, good for the day, left on the cross down', ({
    assert,
  }) => {
    const strategy = onCross(5, 20, (turn, context, close) => {
      const held = context.position('US.GOOG').quantity
      if (turn > 0 && held === 0) {
        context.buy('US.GOOG', { quantity: 10, limit: close * 0.99, timeInForce: 'day' })
      }
      if (turn < 0 && held > 0) context.close('US.GOOG')
    })
    const { fills } = compare(assert, strategy, {}, (bar, held, close) => {
      const turn = crossAt(close, bar, 5, 20)
      if (turn > 0 && held === 0) {
        return { side: 1, quantity: 10, limit: Math.floor(close[bar]! * 99 + 1e-7) / 100 }
      }
      return turn < 0 && held > 0 ? { side: 0, quantity: 0 } : null
    })
    assert.isAbove(fills.length, 10)
  }).skip(path === null, SHARED_ABSENT)
})
