import { test } from '@japa/runner'
import fc from 'fast-check'
import { parseMicros, toMicros } from '#kernel/values/micros.js'
import type { PaperSettings } from '#adapters/broker/paper/paper_settings.js'
import { HONG_KONG, SHARE, VenueBench } from '#tests/unit/adapters/broker/paper/paper_bench.js'
import type { BrokerOrder } from '#ports/broker.js'

/* The paper broker's books under everything that may happen to them. fast-check prints the seed. */

const RUNS = { numRuns: 400 }

/** One thing that happens at the venue. */
type Step =
  | { readonly type: 'send'; readonly order: Partial<BrokerOrder> }
  | {
      readonly type: 'quote'
      readonly symbol: string
      readonly bid: number
      readonly width: number
      readonly size: number
    }
  | { readonly type: 'cancel'; readonly which: number }
  | {
      readonly type: 'replace'
      readonly which: number
      readonly quantity: number
      readonly limitPrice: number
    }
  | { readonly type: 'pass'; readonly ms: number }

const price = fc.integer({ min: 480, max: 520 }).map((steps) => steps / 5)
const symbol = fc.constantFrom(SHARE.symbol, HONG_KONG.symbol)

const order: fc.Arbitrary<Partial<BrokerOrder>> = fc
  .record({
    symbol,
    side: fc.constantFrom('buy' as const, 'sell' as const),
    type: fc.constantFrom('market', 'limit', 'stop', 'stop_limit', 'trailing_stop' as const),
    lots: fc.integer({ min: 1, max: 30 }),
    limit: price,
    stop: price,
    timeInForce: fc.constantFrom('day' as const, 'gtc' as const, 'ioc' as const),
  })
  .map(({ lots, limit, stop, type, ...rest }) => ({
    ...rest,
    type: type as BrokerOrder['type'],
    quantity: lots * (rest.symbol === HONG_KONG.symbol ? 100 : 1),
    limitPrice: type === 'limit' || type === 'stop_limit' ? limit : null,
    stopPrice: type === 'stop' || type === 'stop_limit' ? stop : null,
    trail: type === 'trailing_stop' ? { kind: 'amount' as const, value: 1 } : null,
  }))

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: order.map((one) => ({ type: 'send' as const, order: one })) },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('quote' as const),
      symbol,
      bid: price,
      width: fc.integer({ min: 0, max: 3 }),
      size: fc.integer({ min: 0, max: 900 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('cancel' as const), which: fc.nat(20) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('replace' as const),
      which: fc.nat(20),
      quantity: fc.integer({ min: 1, max: 900 }),
      limitPrice: price,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 30, 400, 20_000, 3_600_000),
    }),
  }
)

/** Time goes on before each quote, so that what is under way meets the quote before it. */
const story = fc
  .array(step, { minLength: 25, maxLength: 60 })
  .map((steps) =>
    steps.flatMap((one): Step[] => (one.type === 'quote' ? [{ type: 'pass', ms: 1 }, one] : [one]))
  )

const settings: fc.Arbitrary<Partial<PaperSettings>> = fc.record({
  hours: fc.constantFrom('always' as const, 'venue' as const),
  toVenueMs: fc.constantFrom(0, 25),
  jitterMs: fc.constantFrom(0, 50),
  rejectionRate: fc.constantFrom(0, 0.1),
  seed: fc.nat(1_000),
  sizeShare: fc.constantFrom(1, 0.3),
  slippage: fc.constantFrom(
    { type: 'none' } as const,
    { type: 'basis_points', bps: 7 } as const,
    { type: 'volume_share', impact: 0.1, shareMax: 0.5 } as const
  ),
  commission: fc.constantFrom(
    {
      US: { type: 'schedule', name: 'futu_us' },
      HK: { type: 'schedule', name: 'futu_hk' },
    } as const,
    {
      US: { type: 'percent', fraction: 0.00123, minimum: 0.37 },
      HK: { type: 'none' },
    } as const
  ),
})

/** Lets one thing happen; quotes have the same size on both sides. */
function happen(bench: VenueBench, one: Step): void {
  switch (one.type) {
    case 'send':
      bench.send(one.order)
      break
    case 'quote':
      bench.quote(one.bid, one.bid + one.width / 5, one.size, { symbol: one.symbol })
      break
    case 'cancel':
      bench.cancel(`o${one.which}`)
      break
    case 'replace':
      bench.replace({
        clientOrderId: `o${one.which}`,
        quantity: one.quantity,
        limitPrice: one.limitPrice,
      })
      break
    case 'pass':
      bench.pass(one.ms)
      break
  }
}

test.group('the books of the paper broker', () => {
  test('cash and positions are the sum of the executions after every step, to the micro', ({
    assert,
  }) => {
    let executions = 0
    fc.assert(
      fc.property(settings, story, (over, steps) => {
        const bench = new VenueBench(over)
        for (const one of steps) {
          happen(bench, one)
          const { cash, holdings } = bench.venue.ledger
          assert.equal(cash.get('USD'), bench.reckonedCash('USD', parseMicros('100000')))
          assert.equal(cash.get('HKD') ?? 0, bench.reckonedCash('HKD', toMicros(0)))
          for (const name of [SHARE.symbol, HONG_KONG.symbol]) {
            const held = bench.fills
              .filter((fill) => fill.symbol === name)
              .reduce((sum, { side, quantity }) => sum + (side === 'buy' ? quantity : -quantity), 0)
            assert.equal(holdings.get(name)?.quantity ?? 0, held)
          }
        }
        for (const { quantity, price: at, value } of bench.fills) {
          assert.equal(value, toMicros(quantity * at))
        }
        executions += bench.fills.length
      }),
      RUNS
    )
    assert.isAbove(executions, 1_000)
  })

  test('no quote gives more than its size, no order gets more than it asked for', ({ assert }) => {
    fc.assert(
      fc.property(settings, story, (over, steps) => {
        const bench = new VenueBench(over)
        const offered = new Map<string, number>()
        for (const one of steps) {
          const before = bench.fills.length
          happen(bench, one)
          if (one.type === 'quote') {
            for (const side of ['buy', 'sell']) {
              offered.set(`${one.symbol} ${side}`, one.size * (over.sizeShare ?? 1))
            }
          }
          for (const { symbol: name, side, quantity } of bench.fills.slice(before)) {
            const left = (offered.get(`${name} ${side}`) ?? 0) - quantity
            assert.isAtLeast(left, -1e-9)
            offered.set(`${name} ${side}`, left)
          }
        }
        const asked = new Map<string, number>()
        for (const one of steps) {
          if (one.type === 'send') asked.set(`o${asked.size + 1}`, one.order.quantity ?? 0)
        }
        for (const one of steps) {
          const id = one.type === 'replace' ? `o${one.which}` : ''
          if (one.type === 'replace') asked.set(id, Math.max(asked.get(id) ?? 0, one.quantity))
        }
        for (const [id, quantity] of asked) {
          const filled = bench.fills
            .filter(({ clientOrderId }) => clientOrderId === id)
            .reduce((sum, fill) => sum + fill.quantity, 0)
          assert.isAtMost(filled, quantity)
        }
      }),
      RUNS
    )
  })

  test('an order is accepted at most once and ends at most once; nothing comes after its end', ({
    assert,
  }) => {
    fc.assert(
      fc.property(settings, story, (over, steps) => {
        const bench = new VenueBench(over)
        const sizes = new Map<string, { filled: number; words: string[] }>()
        for (const one of steps) happen(bench, one)
        bench.pass(10 * 86_400_000)
        for (const report of bench.reports) {
          const id =
            report.type === 'filled'
              ? report.fill.clientOrderId!
              : 'clientOrderId' in report
                ? report.clientOrderId
                : ''
          const known = sizes.get(id) ?? { filled: 0, words: [] }
          sizes.set(id, known)
          const last = known.words.at(-1) ?? ''
          assert.notInclude(['cancelled', 'expired', 'rejected'], last)
          if (report.type === 'filled') known.filled += report.fill.quantity
          if (report.type === 'cancelled' || report.type === 'expired') {
            assert.equal(report.filled, known.filled)
          }
          known.words.push(report.type)
        }
        for (const { words } of sizes.values()) {
          assert.isAtMost(words.filter((word) => word === 'accepted').length, 1)
          assert.isTrue(['accepted', 'rejected', 'expired'].includes(words[0]!))
        }
      }),
      RUNS
    )
  })

  test('a limit is never passed, and the same events give the same reports', ({ assert }) => {
    fc.assert(
      fc.property(settings, story, (over, steps) => {
        const [bench, again] = [new VenueBench(over), new VenueBench(over)]
        const limits = new Map<string, number[]>()
        for (const one of steps) {
          happen(bench, one)
          happen(again, one)
          if (one.type === 'send' && typeof one.order.limitPrice === 'number') {
            limits.set(`o${steps.filter((s) => s.type === 'send').indexOf(one) + 1}`, [
              one.order.limitPrice,
            ])
          }
          if (one.type === 'replace') limits.get(`o${one.which}`)?.push(one.limitPrice)
        }
        for (const { clientOrderId, side, price: at } of bench.fills) {
          const allowed = limits.get(clientOrderId)
          if (allowed === undefined) continue
          if (side === 'buy') assert.isAtMost(at, Math.max(...allowed))
          else assert.isAtLeast(at, Math.min(...allowed))
        }
        assert.deepEqual(bench.reports, again.reports)
      }),
      RUNS
    )
  })
})
