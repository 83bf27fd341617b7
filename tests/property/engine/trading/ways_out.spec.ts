import { test } from '@japa/runner'
import fc from 'fast-check'
import type { AccountBook } from '#engine/trading/account_book.js'
import { denial, type Verdict } from '#kernel/risk/verdict.js'
import { positionOf } from '#kernel/state.js'
import type { CommandKind } from '#ports/command_inbox.js'
import {
  carryOut,
  fillOrder,
  openBook,
  seePrice,
  START_MS,
} from '#tests/unit/engine/trading/commands/carry_out.js'

/* Whatever stands in the way of new risk: what only reduces it passes, whole, with every rule's verdict. */

const RUNS = { numRuns: 300 }
const BUILT_IN_RULES = 15

type Obstacle = (book: AccountBook) => void

const ask =
  (kind: CommandKind, body: object = {}): Obstacle =>
  (book) => {
    carryOut(book, kind, body)
  }

const limits = fc
  .record({
    quantityMax: fc.constantFrom(0, 1, 5),
    exposureFractionMax: fc.constantFrom(0, 0.001),
    dailyLossMax: fc.constantFrom(0.01, 1),
    drawdownFractionMax: fc.constant(0.0001),
    strategyLossMax: fc.constant(0.01),
    haltOnDailyLoss: fc.boolean(),
  })
  .map((given) => ask('change_limits', { limits: given }))

const obstacle: fc.Arbitrary<Obstacle> = fc.oneof(
  limits,
  fc.constantFrom(0, 0.01).map((bias) => ask('set_bias', { bias })),
  fc.constantFrom<CommandKind>('halt', 'reduce_only').map((kind) => ask(kind)),
  fc.constantFrom(1, 40, 70, 500).map((price) => (book: AccountBook) => {
    seePrice(book, 0, price, book.atMs + 1)
  }),
  fc.constant((book: AccountBook) => {
    // An order of unknown fate in the same instrument.
    const order = { symbol: 'US.AAPL', side: 'buy', quantity: 1, limitPrice: 0.5 }
    carryOut(book, 'place_order', order)
    const { orderCount, orders } = book.state!
    const last = orders.find(({ sequence }) => sequence === orderCount)
    if (last?.state === 'submitted') last.state = 'unknown'
  })
)

const verdicts: fc.Arbitrary<readonly Verdict[]> = fc.constantFrom(
  [],
  [denial('plugin:no', 'no')],
  [denial('plugin:a', 'did not answer'), denial('plugin:b', 'it does not run')]
)

/** A long or short position of so many shares, at a price of 100. */
const held = fc.integer({ min: 1, max: 300 }).chain((size) => fc.constantFrom(size, -size))

function bookWith(position: number): AccountBook {
  const book = openBook()
  const side = position > 0 ? 'buy' : 'sell'
  carryOut(book, 'place_order', { symbol: 'US.AAPL', side, quantity: Math.abs(position) })
  fillOrder(book, 1)
  return book
}

test.group('the way out', () => {
  test('an order by hand that only reduces passes whole', () => {
    fc.assert(
      fc.property(
        held,
        fc.array(obstacle, { minLength: 1, maxLength: 6 }),
        verdicts,
        fc.nat(1_000),
        (position, obstacles, pluginVerdicts, part) => {
          const book = bookWith(position)
          for (const place of obstacles) place(book)
          const quantity = 1 + (part % Math.abs(position))
          const body = { symbol: 'US.AAPL', side: position > 0 ? 'sell' : 'buy', quantity }
          const context = { nowMs: START_MS + 1, pluginVerdicts }
          const { outcome } = carryOut(book, 'place_order', body, context)
          const told = outcome.detail as { quantity: number; verdicts: { rule: string }[] }
          if (outcome.status !== 'done') throw new Error(JSON.stringify(outcome))
          if (told.quantity !== quantity) throw new Error(`${told.quantity} of ${quantity}`)
          const rules = new Set(told.verdicts.map(({ rule }) => rule))
          const count = BUILT_IN_RULES + pluginVerdicts.length
          if (rules.size !== count || told.verdicts.length !== count) {
            throw new Error(`${told.verdicts.length} verdicts of ${rules.size} rules, not ${count}`)
          }
        }
      ),
      RUNS
    )
  })

  test('an order that opens passes nothing while something stands in its way', () => {
    fc.assert(
      fc.property(held, verdicts, (position, pluginVerdicts) => {
        const book = bookWith(position)
        carryOut(book, 'halt')
        const body = { symbol: 'US.AAPL', side: position > 0 ? 'buy' : 'sell', quantity: 1 }
        const context = { nowMs: START_MS + 1, pluginVerdicts }
        const { outcome } = carryOut(book, 'place_order', body, context)
        if (outcome.status !== 'refused') throw new Error(JSON.stringify(outcome))
      }),
      RUNS
    )
  })

  test('a close and a flatten take all of it', () => {
    fc.assert(
      fc.property(
        held,
        fc.array(obstacle, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (position, obstacles, isFlatten) => {
          const book = bookWith(position)
          for (const place of obstacles) place(book)
          const kind = isFlatten ? 'flatten' : 'close_position'
          const { outcome } = carryOut(book, kind, isFlatten ? {} : { symbol: 'US.AAPL' })
          const [order] = outcome.detail.orders as string[]
          if (order === undefined) throw new Error(JSON.stringify(outcome))
          fillOrder(book, book.state!.orderCount, 100)
          const { quantity } = positionOf(book.state!, 0, 0)
          if (quantity !== 0) throw new Error(`${quantity} are left of ${position}`)
        }
      ),
      RUNS
    )
  })
})
