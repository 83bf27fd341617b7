import { test } from '@japa/runner'
import fc from 'fast-check'
import type { Input } from '#kernel/input.js'
import { step } from '#kernel/kernel.js'
import type { Order } from '#kernel/order/order.js'
import { createState, type TradingState } from '#kernel/state.js'
import type { Wish } from '#tests/support/script.js'
import { runScenario, scenario } from './scenario.js'

/* No order goes beyond a limit, worked out anew from positions and orders. fast-check prints the seed. */

const RUNS = { numRuns: 1500 }
const signOf = (order: Order) => (order.side === 'buy' ? 1 : -1)
const restOf = (order: Order) => order.quantity - order.filled

/** The worst price at which an order would probably fill, which is what it is reckoned at. */
function priceOf(
  { side, limitPrice, stopPrice }: Pick<Order, 'side' | 'limitPrice' | 'stopPrice'>,
  last: number
): number {
  if (side === 'buy') {
    return limitPrice ?? (stopPrice !== null && stopPrice > last ? stopPrice : last)
  }
  const stopped = stopPrice !== null && stopPrice < last ? stopPrice : last
  return limitPrice !== null && limitPrice > stopped ? limitPrice : stopped
}

interface Part {
  readonly instrument: number
  readonly sign: 1 | -1
  readonly strategy?: number
}

/** Units and value that an account, or one strategy, would hold in a direction if every order filled. */
function committed(state: TradingState, { instrument, sign, strategy }: Part) {
  const width = state.instruments.length
  const { price, fxRate } = state.instruments[instrument]!
  let units = 0
  state.positions.forEach((position, at) => {
    if (at % width !== instrument) return
    if (strategy === undefined || Math.floor(at / width) === strategy) units += position.quantity
  })
  let resting = 0
  let restingValue = 0
  for (const order of state.orders) {
    if (order.instrument !== instrument) continue
    if (strategy !== undefined && order.strategy !== strategy) continue
    if (order.type === 'market') units += signOf(order) * restOf(order)
    else if (order.role === 'entry' && signOf(order) === sign) {
      resting += restOf(order)
      restingValue += restOf(order) * priceOf(order, price) * fxRate
    }
  }
  return { units: sign * units + resting, value: sign * units * price * fxRate + restingValue }
}

/** What the order's strategy holds of its instrument once its other market orders have filled. */
function expectedOf(state: TradingState, order: Order): number {
  const width = state.instruments.length
  let expected = state.positions[order.strategy * width + order.instrument]!.quantity
  for (const other of state.orders) {
    const isOwn = other.strategy === order.strategy && other.instrument === order.instrument
    if (isOwn && other !== order && other.type === 'market') {
      expected += signOf(other) * restOf(other)
    }
  }
  return expected
}

/** Gross exposure to all instruments but one that `filter` lets through, at last prices. */
function elsewhere(
  state: TradingState,
  except: number,
  filter: (i: number) => boolean,
  strategy?: number
) {
  let total = 0
  state.instruments.forEach((one, i) => {
    if (i === except || !filter(i)) return
    const part = strategy === undefined ? {} : { strategy }
    const sides = ([1, -1] as const).map((sign) => {
      const { units, value } = committed(state, { instrument: i, sign, ...part })
      return strategy === undefined ? units * one.price * one.fxRate : value
    })
    total += Math.max(0, ...sides)
  })
  return total
}

/** What is wrong with an order that has just been made and opens something, or null. */
function breach(state: TradingState, order: Order, bias: number, closing = 0): string | null {
  const { instrument, strategy } = order
  const sign = signOf(order)
  const terms = state.instruments[instrument]!
  const { position, portfolio } = state.limits
  const equity = Math.max(0, state.cash + state.positionsValue) / 1e6
  const price = priceOf(order, terms.price)
  const here = committed(state, { instrument, sign })
  // The part that closes is valued like the position that it closes.
  const tiny = 1e-6 * (1 + equity) + closing * Math.abs(price - terms.price) * terms.fxRate
  const over = (value: number, limit: number | null, name: string) =>
    limit !== null && value > limit * bias + tiny ? `${name}: ${value} > ${limit} × ${bias}` : null
  const all = () => true
  const sameSector = (i: number) => state.instruments[i]!.terms.sector === terms.terms.sector
  const gross = here.value + elsewhere(state, instrument, all)
  const own = committed(state, { instrument, sign, strategy })
  const { leverageMax } = state.strategies[strategy]!
  const leverage = leverageMax === null ? null : Math.min(leverageMax, portfolio.leverageMax)
  let count = 0
  state.instruments.forEach((_, i) => {
    const units = ([1, -1] as const).map(
      (one) => committed(state, { instrument: i, sign: one }).units
    )
    if (Math.max(...units) > 1e-9) count++
  })
  const fractionOf = (fraction: number | null) => (fraction === null ? null : fraction * equity)
  return (
    over(here.units, position.quantityMax, 'quantity') ??
    over(here.units * price * terms.fxRate, position.notionalMax, 'notional') ??
    (position.countMax !== null && count > Math.floor(position.countMax * bias)
      ? `count ${count}`
      : null) ??
    over(gross, fractionOf(portfolio.exposureFractionMax), 'exposure') ??
    over(
      here.value + elsewhere(state, instrument, sameSector),
      fractionOf(portfolio.sectorFractionMax),
      'sector'
    ) ??
    over(gross, fractionOf(portfolio.leverageMax), 'buying power') ??
    (leverage === portfolio.leverageMax
      ? null
      : over(
          own.value + elsewhere(state, instrument, all, strategy),
          fractionOf(leverage),
          'strategy leverage'
        ))
  )
}

test.group('limits', () => {
  test('hold after every signal that opens something', ({ assert }) => {
    let opened = 0
    fc.assert(
      fc.property(scenario, (one) => {
        const journal: Input[] = []
        const run = runScenario(one, { journal: (input) => journal.push(input) })
        const state = createState(run.config)
        for (const input of journal) {
          const before =
            input.type === 'signal_proposed'
              ? committed(state, {
                  instrument: input.signal.instrument,
                  sign: 1,
                  strategy: input.signal.strategy,
                })
              : null
          const resting = state.orders.map(
            ({ quantity, side, limitPrice, stopPrice }, k) =>
              [state.orders[k]!, quantity, { side, limitPrice, stopPrice }] as const
          )
          const commands = step(state, input)
          if (input.type !== 'signal_proposed' || before === null) continue
          for (const command of commands) {
            if (command.type !== 'submit_order') continue
            const { order } = command
            if (order.role !== 'entry') continue
            const expected = expectedOf(state, order)
            if (signOf(order) * expected + restOf(order) <= 1e-9) continue // It only reduces.
            opened++
            const closing = Math.max(0, -signOf(order) * expected)
            assert.isNull(breach(state, order, state.riskBias, closing))
          }
          for (const command of commands) {
            if (command.type !== 'replace_order' || command.order.role !== 'entry') continue
            const [, quantity, terms] = resting.find(([order]) => order === command.order)!
            const { order } = command
            const last = state.instruments[order.instrument]!.price
            // A price that moves behind the stop, or behind the market, commits no more than before.
            const isRiskier =
              command.quantity > quantity || priceOf(order, last) > priceOf(terms, last)
            const opens = signOf(order) * expectedOf(state, order) + restOf(order) > 1e-9
            if (isRiskier && opens) {
              assert.isNull(breach(state, order, state.riskBias, restOf(order)))
            }
          }
        }
      }),
      RUNS
    )
    assert.isAbove(opened, RUNS.numRuns / 4, 'the runs open positions')
  })

  test('no strategy holds a short that its manifest does not declare', ({ assert }) => {
    fc.assert(
      fc.property(scenario, (one) => {
        const journal: Input[] = []
        const run = runScenario(one, { journal: (input) => journal.push(input) })
        const state = createState(run.config)
        const width = state.instruments.length
        for (const input of journal) {
          step(state, input)
          state.positions.forEach(({ quantity }, at) => {
            const { shortAllowed } = state.strategies[Math.floor(at / width)]!
            if (!shortAllowed) assert.isAtLeast(quantity, 0)
          })
        }
      }),
      { numRuns: 400 }
    )
  })

  test('a cash account without costs, gaps and shorts never owes cash', ({ assert }) => {
    fc.assert(
      fc.property(scenario, (one) => {
        const [first] = one.columns
        const still = one.columns.map(({ close }) => {
          const same = new Float64Array(first!.count).fill(close[0]!)
          return { ...first!, open: same, high: same, low: same, close: same }
        })
        // A market order counts as done at once: what ends before its fill, or waits in a gap of its
        // bars, was counted in vain.
        const isPlain = ({ type }: Wish) =>
          type === undefined || type === 'order' || type === 'target'
        const scripts = one.scripts.map((table) =>
          Object.fromEntries(
            Object.entries(table).map(([at, wishes]) => [
              at,
              wishes.filter(isPlain).map(({ goodTillMs: _, ...wish }) => ({
                ...wish,
                ocoGroup: 0,
                timeInForce: 'gtc' as const,
              })),
            ])
          )
        )
        const run = runScenario({
          scripts,
          columns: still,
          over: {
            ...one.over,
            slippage: { type: 'none' },
            commission: { type: 'none' },
            participationMax: null,
            fillDelayBars: 1,
            actions: still.map(() => []),
            limits: {
              ...one.over.limits!,
              portfolio: { ...one.over.limits!.portfolio, leverageMax: 1 },
            },
            strategies: one.over.strategies!.map((slot) => ({ ...slot, shortAllowed: false })),
          },
        })
        // Within one open a purchase may come before the sale that pays for it.
        for (const cash of run.record.cash.toArray()) assert.isAtLeast(cash, 0)
      }),
      { numRuns: 800 }
    )
  })
})

test.group('fills of several instruments', () => {
  test('lie in the range of their bar, in its volume and after their signal', ({ assert }) => {
    fc.assert(
      fc.property(scenario, (one) => {
        const run = runScenario(one)
        const { config, record } = run
        const taken = new Map<string, number>()
        for (const fill of record.fills) {
          const order = record.orders[fill.orderSequence - 1]!
          const columns = one.columns[fill.instrument]!
          const index = columns.startMs.indexOf(fill.atMs)
          assert.isTrue(index >= 0 || order.role === 'liquidation', 'a bar of the instrument')
          if (index < 0 || order.role === 'liquidation') continue
          assert.isAtLeast(fill.marketPrice, columns.low[index]!)
          assert.isAtMost(fill.marketPrice, columns.high[index]!)
          const isBuy = fill.side === 'buy'
          assert.isTrue(
            isBuy
              ? fill.price >= fill.marketPrice
              : fill.price <= fill.marketPrice || order.type === 'limit'
          )
          if (config.fillDelayBars > 0) assert.isBelow(order.createdMs - 1, fill.atMs + 1)
          const key = `${fill.instrument}:${index}`
          taken.set(key, (taken.get(key) ?? 0) + fill.quantity)
          let share = config.participationMax ?? Infinity
          if (config.slippage.type === 'volume_share') {
            share = Math.min(share, config.slippage.shareMax)
          }
          if (share < Infinity) {
            assert.isAtMost(taken.get(key)!, share * columns.volume[index]! + 1e-9)
          }
        }
      }),
      { numRuns: 800 }
    )
  })
})
