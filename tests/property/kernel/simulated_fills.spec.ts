import { test } from '@japa/runner'
import fc from 'fast-check'
import type { SlippageModel } from '#kernel/matching/models'
import type { Fill } from '#kernel/order/fill'
import type { ExitLevel, OrderType, Side, TimeInForce, Trail } from '#kernel/order/order'
import {
  barNumber,
  runMarket,
  type BarRow,
  type Wish,
} from '#tests/unit/kernel/matching/scripted_market'

/* Whatever strategies ask for, on whatever bars: what must hold of every order and every fill. */

const bar: fc.Arbitrary<BarRow> = fc
  .tuple(
    fc.array(fc.integer({ min: 80, max: 120 }), { minLength: 4, maxLength: 4 }),
    fc.constantFrom(0, 50, 400, 5000)
  )
  .map(([prices, volume]) => {
    const [open, close] = prices as [number, number]
    return [open, Math.max(...prices), Math.min(...prices), close, volume]
  })

const level = fc.integer({ min: 82, max: 118 })
const trail: fc.Arbitrary<Trail> = fc.oneof(
  fc.record({ kind: fc.constant('amount' as const), value: fc.integer({ min: 1, max: 15 }) }),
  fc.record({ kind: fc.constant('fraction' as const), value: fc.constantFrom(0.02, 0.05, 0.1) })
)
const exit = fc.oneof(trail, fc.record({ kind: fc.constant('price' as const), value: level }))

const wish: fc.Arbitrary<Wish> = fc
  .record({
    side: fc.constantFrom<Side>('buy', 'sell'),
    quantity: fc.integer({ min: 1, max: 60 }),
    type: fc.constantFrom<OrderType>('market', 'limit', 'stop', 'stop_limit', 'trailing_stop'),
    limit: level,
    stop: level,
    trail,
    timeInForce: fc.constantFrom<TimeInForce>('day', 'gtc', 'ioc'),
    stopLoss: fc.option(exit, { nil: null }),
    takeProfit: fc.option(exit, { nil: null }),
    trailingStop: fc.option(trail, { nil: null }),
    ocoGroup: fc.constantFrom(0, 0, 1),
  })
  .map(({ type, limit, stop, trail: distance, stopLoss, takeProfit, trailingStop, ...rest }) => ({
    ...rest,
    type,
    ...(type === 'limit' || type === 'stop_limit' ? { limit } : {}),
    ...(type === 'stop' || type === 'stop_limit' ? { stop } : {}),
    ...(type === 'trailing_stop' ? { trail: distance } : {}),
    ...(stopLoss === null ? {} : { stopLoss }),
    ...(takeProfit === null ? {} : { takeProfit }),
    ...(trailingStop === null ? {} : { trailingStop }),
  }))

const bars = fc.array(bar, { minLength: 3, maxLength: 8 })
const script = fc.dictionary(
  fc.constantFrom('0', '1', '2', '3'),
  fc.array(wish, { maxLength: 3 })
) as fc.Arbitrary<Record<number, Wish[]>>
const slippage = fc.constantFrom<SlippageModel>(
  { type: 'none' },
  { type: 'fixed', amount: 0.5 },
  { type: 'volume_share', impact: 0.1, shareMax: 0.25 }
)
const participation = fc.constantFrom(null, 0.1, 0.5)
const RUNS = { numRuns: 2000 }

test.group('fills of a simulation', () => {
  test('lie in the range of their bar before slippage and within their limit after it', ({
    assert,
  }) => {
    fc.assert(
      fc.property(
        bars,
        script,
        slippage,
        participation,
        (rows, wishes, model, participationMax) => {
          const change = { slippage: model, participationMax }
          const { fills, orders } = runMarket(rows, wishes, change).record
          for (const fill of fills) {
            const [, high, low] = rows[barNumber(fill.atMs)]!
            assert.isTrue(fill.marketPrice >= low && fill.marketPrice <= high, 'range')
            const isBuy = fill.side === 'buy'
            assert.isTrue(isBuy ? fill.price >= fill.marketPrice : fill.price <= fill.marketPrice)
            const order = orders[fill.orderSequence - 1]!
            if (order.type !== 'limit' && order.type !== 'stop_limit') continue
            const limit = order.limitPrice!
            // An exit's limit moves with its entry's average price, so only fixed ones are compared.
            if (order.parent > 0 && orders[order.parent - 1]!.takeProfit!.kind !== 'price') continue
            assert.isTrue(isBuy ? fill.price <= limit : fill.price >= limit, 'limit')
          }
        }
      ),
      RUNS
    )
  })

  test('never exceed the order, the bar that follows its signal, or the share of the volume', ({
    assert,
  }) => {
    fc.assert(
      fc.property(bars, script, fc.constantFrom(0.1, 0.5), (rows, wishes, participationMax) => {
        const { fills, orders } = runMarket(rows, wishes, { participationMax }).record
        const takenOfBar = rows.map(() => 0)
        for (const fill of fills) {
          const number = barNumber(fill.atMs)
          takenOfBar[number]! += fill.quantity
          const order = orders[fill.orderSequence - 1]!
          // An order is made at the end of a bar (its next midnight), an exit at the start of one.
          assert.isAtMost(barNumber(order.createdMs), number)
        }
        for (const order of orders) {
          const sum = fills
            .filter((fill) => fill.orderSequence === order.sequence)
            .reduce((total, fill) => total + fill.quantity, 0)
          assert.equal(sum, order.filled)
          assert.isAtMost(order.filled, order.quantity)
        }
        takenOfBar.forEach((taken, number) => {
          assert.isAtMost(taken, rows[number]![4]! * participationMax + 1e-9)
        })
      }),
      RUNS
    )
  })

  test('of exits never add up to more than their entry', ({ assert }) => {
    fc.assert(
      fc.property(bars, script, participation, (rows, wishes, participationMax) => {
        const { fills, orders } = runMarket(rows, wishes, { participationMax }).record
        const open = new Map<number, number>()
        for (const fill of fills) {
          const order = orders[fill.orderSequence - 1]!
          const entry = order.parent > 0 ? order.parent : order.sequence
          const sign = order.parent > 0 ? -1 : 1
          const left = (open.get(entry) ?? 0) + sign * fill.quantity
          assert.isAtLeast(left, 0)
          open.set(entry, left)
        }
      }),
      RUNS
    )
  })

  test('do not change when bars come after them', ({ assert }) => {
    fc.assert(
      fc.property(bars, script, participation, (rows, wishes, participationMax) => {
        const whole = runMarket(rows, wishes, { participationMax }).record.fills
        const shorter = rows.slice(0, -1)
        const part = runMarket(shorter, wishes, { participationMax }).record.fills
        assert.deepEqual(
          part,
          whole.filter((fill) => barNumber(fill.atMs) < shorter.length)
        )
      }),
      RUNS
    )
  })

  test('in the mirror are the mirror of the fills', ({ assert }) => {
    const mirror = (price: number) => 200 - price
    const flipExit = <T extends Trail | ExitLevel>(one: T): T =>
      one.kind === 'price' ? { ...one, value: mirror(one.value) } : one
    const flip = (one: Wish): Wish => ({
      ...one,
      side: one.side === 'buy' ? 'sell' : 'buy',
      ...(one.limit === undefined ? {} : { limit: mirror(one.limit) }),
      ...(one.stop === undefined ? {} : { stop: mirror(one.stop) }),
      ...(one.stopLoss === undefined ? {} : { stopLoss: flipExit(one.stopLoss) }),
      ...(one.takeProfit === undefined ? {} : { takeProfit: flipExit(one.takeProfit) }),
    })
    const hasFraction = (one: Wish) =>
      [one.trail, one.stopLoss, one.takeProfit, one.trailingStop].some(
        (distance) => distance?.kind === 'fraction'
      )
    const close = (price: number) => Math.round(price * 1e6) / 1e6
    fc.assert(
      fc.property(bars, script, participation, (rows, wishes, participationMax) => {
        fc.pre(!Object.values(wishes).flat().some(hasFraction))
        const change = { participationMax, priceRounding: 'none' } as const
        const straight = runMarket(rows, wishes, change).record.fills
        const flipped = runMarket(
          rows.map(([o, h, l, c, volume]) => [mirror(o), mirror(l), mirror(h), mirror(c), volume]),
          Object.fromEntries(Object.entries(wishes).map(([at, list]) => [at, list.map(flip)])),
          change
        ).record.fills
        const shorten = (one: Fill, price: number) => [
          one.atMs,
          one.orderSequence,
          one.quantity,
          price,
        ]
        assert.deepEqual(
          flipped.map((one) => shorten(one, close(mirror(one.price)))),
          straight.map((one) => shorten(one, close(one.price)))
        )
      }),
      RUNS
    )
  })
})
