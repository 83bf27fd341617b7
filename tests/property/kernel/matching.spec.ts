import { test } from '@japa/runner'
import fc from 'fast-check'
import { matchAtOpen, matchWithin } from '#kernel/matching/bar_match'
import { chargeFill, estimateCommission, noCharges } from '#kernel/matching/commission'
import { entryApproachOf, isProtective, matchChildWithin } from '#kernel/matching/exit_match'
import type { CommissionModel, SlippageModel } from '#kernel/matching/models'
import { fillableQuantity } from '#kernel/matching/participation'
import { clipToLimit, slippedPrice } from '#kernel/matching/slippage'
import type { Side, WorkingTerms } from '#kernel/order/order'

/*
 * The rules are checked against what they stand for: a price that moves through a bar one tick at a
 * time. Whatever way it took, an order may only fill where that way would have filled it.
 */

/** Prices of one bar in the order in which they were traded, one tick apart. */
type Path = readonly number[]

const LOWEST = 80
const HIGHEST = 120
const price = fc.integer({ min: LOWEST, max: HIGHEST })
const side = fc.constantFrom<Side>('buy', 'sell')
const RUNS = { numRuns: 3000 }

const path: fc.Arbitrary<Path> = fc.array(price, { minLength: 1, maxLength: 6 }).map((turns) => {
  const ticks = [turns[0]!]
  for (const turn of turns.slice(1)) {
    while (ticks.at(-1) !== turn) ticks.push(ticks.at(-1)! + Math.sign(turn - ticks.at(-1)!))
  }
  return ticks
})

/** Terms without a price of their own. */
function blank(direction: Side): WorkingTerms {
  return {
    side: direction,
    type: 'market',
    limitPrice: null,
    stopPrice: null,
    trail: null,
    trailBest: null,
    triggered: false,
  }
}

const order: fc.Arbitrary<WorkingTerms> = fc
  .record({
    side,
    type: fc.constantFrom('market', 'limit', 'stop', 'stop_limit', 'trailing_stop' as const),
    limitPrice: price,
    stopPrice: price,
    distance: fc.integer({ min: 1, max: 20 }),
    triggered: fc.boolean(),
  })
  .map(({ type, limitPrice, stopPrice, distance, triggered, ...rest }) => ({
    ...blank(rest.side),
    type,
    limitPrice: type === 'limit' || type === 'stop_limit' ? limitPrice : null,
    stopPrice: type === 'stop' || type === 'stop_limit' ? stopPrice : null,
    trail: type === 'trailing_stop' ? { kind: 'amount' as const, value: distance } : null,
    trailBest: type === 'trailing_stop' ? stopPrice : null,
    triggered: type === 'stop_limit' && triggered,
  }))

/** Open, high, low and close of a path. */
function barOf(ticks: Path): [number, number, number, number] {
  return [ticks[0]!, Math.max(...ticks), Math.min(...ticks), ticks.at(-1)!]
}

/** What the rules say of an order and a bar. */
function matched(terms: WorkingTerms, [open, high, low, close]: [number, number, number, number]) {
  return matchAtOpen(terms, open) || matchWithin(terms, open, high, low, close)
}

/** Index of the tick at which an order fills on a path, -1 for none. The truth to compare with. */
function fillOnPath(terms: WorkingTerms, ticks: Path, from = 0): number {
  const isBuy = terms.side === 'buy'
  const level =
    terms.trail === null
      ? terms.stopPrice
      : terms.trailBest! + (isBuy ? terms.trail.value : -terms.trail.value)
  let isTriggered = terms.triggered || terms.type === 'limit' || terms.type === 'market'
  for (let at = from; at < ticks.length; at++) {
    const tick = ticks[at]!
    if (!isTriggered) isTriggered = isBuy ? tick >= level! : tick <= level!
    if (!isTriggered) continue
    if (terms.limitPrice === null) return at
    if (isBuy ? tick <= terms.limitPrice : tick >= terms.limitPrice) return at
  }
  return -1
}

test.group('fills against any way through a bar', () => {
  test('market, limit, stop and trailing orders fill exactly where the way fills them', ({
    assert,
  }) => {
    fc.assert(
      fc.property(order, path, (terms, ticks) => {
        fc.pre(terms.type !== 'stop_limit')
        const at = fillOnPath(terms, ticks)
        assert.equal(matched({ ...terms }, barOf(ticks)), at === -1 ? 0 : ticks[at])
      }),
      RUNS
    )
  })

  test('a stop-limit order that fills, fills there on every way', ({ assert }) => {
    fc.assert(
      fc.property(order, path, (terms, ticks) => {
        fc.pre(terms.type === 'stop_limit')
        const filled = matched({ ...terms }, barOf(ticks))
        if (filled !== 0) assert.equal(filled, ticks[fillOnPath(terms, ticks)])
      }),
      RUNS
    )
  })

  test('a stop is triggered by the bar exactly when the way reaches it', ({ assert }) => {
    fc.assert(
      fc.property(order, path, (terms, ticks) => {
        fc.pre(terms.type === 'stop_limit')
        const working = { ...terms }
        matched(working, barOf(ticks))
        const reached = fillOnPath({ ...terms, limitPrice: null }, ticks) !== -1
        assert.equal(working.triggered, reached)
      }),
      RUNS
    )
  })

  test('no price before slippage leaves the bar, and no limit is exceeded', ({ assert }) => {
    fc.assert(
      fc.property(order, path, (terms, ticks) => {
        const [open, high, low, close] = barOf(ticks)
        const filled = matched({ ...terms }, [open, high, low, close])
        if (filled === 0) return
        assert.isTrue(filled >= low && filled <= high)
        if (terms.limitPrice === null) return
        assert.isTrue(
          terms.side === 'buy' ? filled <= terms.limitPrice : filled >= terms.limitPrice
        )
      }),
      RUNS
    )
  })

  test('a sell is a buy in the mirror', ({ assert }) => {
    const mirror = (value: number) => LOWEST + HIGHEST - value
    const flip = (value: number | null) => (value === null ? null : mirror(value))
    fc.assert(
      fc.property(order, path, (terms, ticks) => {
        const opposite: WorkingTerms = {
          ...terms,
          side: terms.side === 'buy' ? 'sell' : 'buy',
          limitPrice: flip(terms.limitPrice),
          stopPrice: flip(terms.stopPrice),
          trailBest: flip(terms.trailBest),
        }
        const straight = matched({ ...terms }, barOf(ticks))
        const mirrored = matched(opposite, barOf(ticks.map(mirror)))
        assert.equal(mirrored, straight === 0 ? 0 : mirror(straight))
      }),
      RUNS
    )
  })
})

test.group('exits in the bar of their entry, on any way through it', () => {
  const entry = order.filter((one) => one.type !== 'market')
  const exit = fc.record({ isTarget: fc.boolean(), level: price })

  /** An exit of an entry: a target or a protective stop. */
  function exitOf(terms: WorkingTerms, { isTarget, level }: { isTarget: boolean; level: number }) {
    const opposite = blank(terms.side === 'buy' ? 'sell' : 'buy')
    return isTarget
      ? { ...opposite, type: 'limit' as const, limitPrice: level }
      : { ...opposite, type: 'stop' as const, stopPrice: level }
  }

  test('a target that fills was reached after the entry; a stop that does not fill was not', ({
    assert,
  }) => {
    fc.assert(
      fc.property(entry, exit, path, (terms, choice, ticks) => {
        const [open, high, low, close] = barOf(ticks)
        const working = { ...terms }
        if (matchAtOpen(working, open) !== 0) return
        const entryPrice = matchWithin(working, open, high, low, close)
        if (entryPrice === 0) return
        const entered = fillOnPath(terms, ticks)
        const child = exitOf(terms, choice)
        const approach = entryApproachOf(terms, entryPrice, open)
        const filled = matchChildWithin({ ...child }, approach, entryPrice, high, low, close)
        const left = fillOnPath(child, ticks, entered)
        if (isProtective(child)) {
          if (left !== -1) assert.equal(filled, ticks[left])
        } else if (filled !== 0) {
          assert.equal(filled, ticks[left])
        }
        if (filled !== 0) assert.isTrue(filled >= low && filled <= high)
      }),
      { numRuns: 10_000 }
    )
  })
})

const slippage: fc.Arbitrary<SlippageModel> = fc.oneof(
  fc.constant<SlippageModel>({ type: 'none' }),
  fc.record({
    type: fc.constant('fixed' as const),
    amount: fc.double({ min: 0, max: 200, noNaN: true }),
  }),
  fc.record({ type: fc.constant('basis_points' as const), bps: fc.integer({ min: 0, max: 9999 }) }),
  fc.record({
    type: fc.constant('spread' as const),
    spread: fc.double({ min: 0, max: 400, noNaN: true }),
  }),
  fc.record({
    type: fc.constant('volume_share' as const),
    impact: fc.double({ min: 0, max: 3, noNaN: true }),
    shareMax: fc.double({ min: 0.001, max: 1, noNaN: true }),
  })
)
const volume = fc.integer({ min: 0, max: 1_000_000 })
const quantity = fc.integer({ min: 1, max: 100_000 })

test.group('slippage and participation', () => {
  test('slippage is never in favour, keeps a sell above zero and no limit is exceeded', ({
    assert,
  }) => {
    fc.assert(
      fc.property(slippage, order, price, quantity, volume, (model, terms, at, units, traded) => {
        const slipped = slippedPrice(model, terms.side, at, units, traded)
        assert.isTrue(terms.side === 'buy' ? slipped >= at : slipped <= at)
        assert.isAbove(slipped, 0)
        const isWithin =
          terms.limitPrice === null ||
          (terms.side === 'buy' ? at <= terms.limitPrice : at >= terms.limitPrice)
        fc.pre(isWithin)
        const clipped = clipToLimit(terms, slipped)
        assert.isTrue(terms.side === 'buy' ? clipped >= at : clipped <= at)
        if (terms.limitPrice === null) return
        assert.isTrue(
          terms.side === 'buy' ? clipped <= terms.limitPrice : clipped >= terms.limitPrice
        )
      }),
      RUNS
    )
  })

  test('what all orders together take of a bar is never above the cap', ({ assert }) => {
    const share = fc.double({ min: 0.001, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(quantity, { maxLength: 8 }), volume, share, (orders, traded, cap) => {
        let taken = 0
        for (const units of orders) {
          taken += fillableQuantity(units, traded, taken, cap, 1, { type: 'none' })
        }
        // A share that is missing a billionth of the whole counts as one, see `floorToStep`.
        assert.isAtMost(taken, cap * traded * (1 + 1e-9) + 1e-6)
      }),
      RUNS
    )
  })
})

const cents = fc.integer({ min: 0, max: 500 }).map((count) => count / 100)
const commission: fc.Arbitrary<CommissionModel> = fc.oneof(
  fc.constant<CommissionModel>({ type: 'none' }),
  fc.record({ type: fc.constant('per_order' as const), amount: cents }),
  fc.record({
    type: fc.constant('per_share' as const),
    rate: fc.constantFrom(0.0035, 0.005, 0.01),
    minimum: cents,
    maximumFraction: fc.constantFrom(null, 0.005, 0.01),
  }),
  fc.record({
    type: fc.constant('percent' as const),
    fraction: fc.constantFrom(0.0003, 0.001, 0.0025),
    minimum: cents,
  }),
  fc.constantFrom<CommissionModel>(
    { type: 'schedule', name: 'futu_us' },
    { type: 'schedule', name: 'futu_hk' }
  )
)

test.group('commission', () => {
  test('of many fills of one order is the commission of one fill', ({ assert }) => {
    const parts = fc.array(quantity, { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(commission, side, parts, price, (model, direction, fills, at) => {
        const common = {
          side: direction,
          price: at,
          multiplier: 1,
          dayNumber: 19_900,
          assetClass: 'equity',
        } as const
        const account = noCharges()
        let sum = 0
        for (const units of fills) {
          const charged = chargeFill(model, { ...common, quantity: units }, account)
          assert.isAtLeast(charged, 0)
          sum += charged
        }
        const whole = fills.reduce((total, units) => total + units, 0)
        assert.closeTo(sum, estimateCommission(model, { ...common, quantity: whole }), 1e-6)
      }),
      RUNS
    )
  })
})
