import fc from 'fast-check'
import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import type { BarColumns } from '#kernel/market/bar.js'
import type { CommissionModel, SlippageModel } from '#kernel/matching/models.js'
import type { ExitLevel, Trail } from '#kernel/order/order.js'
import { UNLIMITED, type RiskLimits } from '#kernel/risk/limits.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import type { SimulationOptions } from '#kernel/simulation/options.js'
import { Simulation } from '#kernel/simulation/simulation.js'
import { ScriptedAdvisor, FIRST_DAY, type Script, type Wish } from '#tests/support/script.js'
import { columnsOf, configOf, share } from '#tests/support/simulate.js'

/** One made-up run: bars, costs, limits, and what each strategy says after which bar. */
export interface Scenario {
  readonly columns: readonly BarColumns[]
  readonly over: Partial<SimulationConfig>
  /** Per strategy: `instrument:bar` to wishes. */
  readonly scripts: readonly Readonly<Record<string, readonly Wish[]>>[]
}

const DAY_MS = 86_400_000
const price = fc.integer({ min: 180, max: 220 }).map((half) => half / 2)

const barRow = fc
  .tuple(
    fc.array(price, { minLength: 4, maxLength: 4 }),
    fc.constantFrom(0, 50, 400, 5000, 5000, 5000)
  )
  .map(([prices, volume]) => {
    const [open, close] = prices as [number, number]
    return [open, Math.max(...prices), Math.min(...prices), close, volume] as const
  })

/** Ten days at most, of which an instrument may miss some. */
const series: fc.Arbitrary<BarColumns> = fc
  .tuple(
    fc.array(barRow, { minLength: 4, maxLength: 10 }),
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 })
  )
  .map(([rows, holes]) => {
    const dated = rows.map((row, k) => [(FIRST_DAY + k) * DAY_MS, ...row])
    const kept = dated.filter((_, k) => !holes.includes(k) || k === 0)
    return columnsOf(kept)
  })

const actions: fc.Arbitrary<CorporateAction[]> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 2, max: 8 }),
      fc.constantFrom<Omit<CorporateAction, 'exDay'>>(
        { type: 'split', ratio: 7 } as never,
        { type: 'split', ratio: 0.1 } as never,
        { type: 'split', ratio: 1.5 } as never,
        { type: 'dividend', amount: 0.73 } as never
      )
    ),
    { maxLength: 2 }
  )
  .map((list) =>
    list
      .map(([day, action]) => ({ ...action, exDay: FIRST_DAY + day }) as CorporateAction)
      .sort((a, b) => a.exDay - b.exDay)
  )

const trail: fc.Arbitrary<Trail> = fc.oneof(
  fc.record({ kind: fc.constant('amount' as const), value: fc.integer({ min: 1, max: 15 }) }),
  fc.record({ kind: fc.constant('fraction' as const), value: fc.constantFrom(0.02, 0.05, 0.1) })
)
const exit: fc.Arbitrary<ExitLevel> = fc.oneof(
  trail,
  fc.record({ kind: fc.constant('price' as const), value: price })
)

const size = fc.oneof(
  fc.record({ sizeKind: fc.constant('quantity' as const), size: fc.integer({ min: 1, max: 60 }) }),
  fc.record({
    sizeKind: fc.constant('notional' as const),
    size: fc.integer({ min: 50, max: 9000 }),
  }),
  fc.record({
    sizeKind: fc.constantFrom('equity_fraction' as const, 'cash_fraction' as const),
    size: fc.constantFrom(0.1, 0.5, 1),
  })
)

/** Once in five. */
function rarely<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: one })
}

/** Which instrument a wish is about is settled by the scenario: it says so with numbers from 0. */
function wishOf(instruments: number): fc.Arbitrary<Wish> {
  const instrument = fc.integer({ min: 0, max: instruments - 1 })
  const reference = fc.integer({ min: 1, max: 3 })
  const prices = fc.constantFrom('market', 'market', 'limit', 'stop', 'stop_limit', 'trailing_stop')
  const terms = fc
    .record({
      prices,
      limit: price,
      stop: price,
      trail,
      timeInForce: fc.constantFrom('day' as const, 'gtc' as const, 'ioc' as const),
      goodTill: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined, freq: 6 }),
      stopLoss: rarely(exit),
      takeProfit: rarely(exit),
      trailingStop: rarely(trail),
      ocoGroup: fc.constantFrom(0, 0, 0, 1, 2),
      sizedAt: fc.constantFrom('signal' as const, 'signal' as const, 'open' as const),
    })
    .map(({ prices: kind, limit, stop, trail: distance, goodTill, timeInForce, ...rest }) => ({
      ...rest,
      ...(kind === 'limit' || kind === 'stop_limit' ? { limit } : {}),
      ...(kind === 'stop' || kind === 'stop_limit' ? { stop } : {}),
      ...(kind === 'trailing_stop' ? { trail: distance } : {}),
      ...(goodTill === undefined
        ? { timeInForce }
        : { goodTillMs: (FIRST_DAY + goodTill) * DAY_MS }),
    }))
  const place = fc.record({ instrument, reference })
  const order = fc
    .tuple(place, fc.constantFrom('buy' as const, 'sell' as const), size, terms)
    .map(([at, side, much, rest]) => ({ ...at, side, ...much, ...rest }) as Wish)
  const target = fc
    .tuple(
      place,
      fc.oneof(
        fc.record({
          sizeKind: fc.constant('quantity' as const),
          size: fc.integer({ min: -40, max: 40 }),
        }),
        fc.record({
          sizeKind: fc.constant('equity_fraction' as const),
          size: fc.constantFrom(-1, -0.4, 0, 0.3, 1),
        })
      ),
      terms
    )
    .map(([at, much, rest]) => ({ type: 'target' as const, ...at, ...much, ...rest }) as Wish)
  const cancel = place.map((at) => ({ type: 'cancel' as const, ...at }))
  const cancelAll = place.map((at) => ({ type: 'cancel_all' as const, ...at }))
  const replace = fc
    .tuple(
      place,
      fc.record({
        size: fc.constantFrom(0, 0, 5, 30, 80),
        limit: fc.option(price, { nil: undefined }),
        stop: fc.option(price, { nil: undefined }),
      })
    )
    .map(([at, change]) => ({ type: 'replace' as const, ...at, ...change }) as Wish)
  return fc.oneof(
    { weight: 8, arbitrary: order },
    { weight: 3, arbitrary: target },
    { weight: 1, arbitrary: cancel },
    { weight: 1, arbitrary: cancelAll },
    { weight: 2, arbitrary: replace }
  )
}

const slippage = fc.constantFrom<SlippageModel>(
  { type: 'none' },
  { type: 'none' },
  { type: 'fixed', amount: 0.25 },
  { type: 'basis_points', bps: 5 },
  { type: 'volume_share', impact: 0.1, shareMax: 0.25 }
)
const commission = fc.constantFrom<CommissionModel>(
  { type: 'none' },
  { type: 'percent', fraction: 0.002, minimum: 0 },
  { type: 'per_share', rate: 0.005, minimum: 1, maximumFraction: null }
)
const maybe = <T>(...values: T[]) => fc.constantFrom<T | null>(null, null, null, ...values)
const limits: fc.Arbitrary<RiskLimits> = fc.record({
  position: fc.record({
    quantityMax: maybe(30, 70),
    notionalMax: maybe(2500, 6000),
    countMax: maybe(1, 2),
  }),
  portfolio: fc.record({
    exposureFractionMax: maybe(0.5, 1.2),
    sectorFractionMax: maybe(0.4),
    leverageMax: fc.constantFrom(1, 1, 1, 2, 0.5),
  }),
  loss: fc.record({
    dailyLossMax: maybe(200),
    dailyLossFractionMax: maybe(0.03),
    drawdownFractionMax: maybe(0.05),
    strategyLossMax: maybe(150),
    haltOnDailyLoss: fc.boolean(),
  }),
})

/** Any run that a configuration allows, small enough to read when it fails. */
export const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    instruments: fc.integer({ min: 1, max: 3 }),
    strategies: fc.integer({ min: 1, max: 2 }),
  })
  .chain(({ instruments, strategies }) =>
    fc.record({
      columns: fc.array(series, { minLength: instruments, maxLength: instruments }),
      actionLists: fc.array(actions, { minLength: instruments, maxLength: instruments }),
      terms: fc.array(
        fc.record({
          step: fc.constantFrom(1, 1, 1, 0.1, 10),
          sector: fc.constantFrom(null, 'tech'),
        }),
        { minLength: instruments, maxLength: instruments }
      ),
      slots: fc.array(
        fc.record({
          shortAllowed: fc.constantFrom(true, true, false),
          leverageMax: fc.constantFrom(1, 1, 2, 0.5),
          warmupBars: fc.constantFrom(0, 0, 1),
        }),
        { minLength: strategies, maxLength: strategies }
      ),
      settings: fc.record({
        slippage,
        commission,
        participationMax: fc.constantFrom(null, null, null, 0.1, 0.5),
        fillDelayBars: fc.constantFrom(1, 1, 1, 0, 2),
        atEnd: fc.constantFrom(
          'keep' as const,
          'close_at_last_close' as const,
          'close_at_last_open' as const
        ),
        priceRounding: fc.constantFrom('tick' as const, 'none' as const),
        limits: fc.oneof(
          { weight: 2, arbitrary: fc.constant(UNLIMITED) },
          { weight: 1, arbitrary: limits }
        ),
        riskBias: fc.constantFrom(1, 1, 1, 1, 1, 0.5, 0),
      }),
      scripts: fc.array(
        fc.dictionary(
          fc
            .tuple(fc.integer({ min: 0, max: instruments - 1 }), fc.integer({ min: 0, max: 8 }))
            .map(([instrument, bar]) => `${instrument}:${bar}`),
          fc.array(wishOf(instruments), { minLength: 1, maxLength: 3 }),
          { minKeys: 1, maxKeys: 12 }
        ),
        { minLength: strategies, maxLength: strategies }
      ),
    })
  )
  .map(({ columns, actionLists, terms, slots, settings, scripts }) => ({
    columns,
    scripts,
    over: {
      ...settings,
      instruments: terms.map(({ step, sector }, i) => {
        const isForeign = i === 2
        return share(isForeign ? 'HK.00001' : `US.T${i}`, {
          quantityStep: step,
          lotSize: Math.max(1, step),
          sector,
          ...(isForeign ? { currency: 'HKD', venue: 'HK' as const } : {}),
        })
      }),
      fxRates: { HKD: 0.128 },
      actions: actionLists,
      strategies: slots.map((slot, s) => ({
        id: `s${s + 1}`,
        instruments: columns.map((_, i) => i),
        ...slot,
      })),
    },
  }))

/** The scripts as strategies. */
export function advisorsOf(one: Scenario): ScriptedAdvisor[] {
  return one.scripts.map((table) => {
    const script: Script = (bar, instrument) => table[`${instrument}:${bar}`] ?? []
    return new ScriptedAdvisor(script)
  })
}

/** The simulation of a scenario, not yet run. */
export function simulationOf(one: Scenario, options: SimulationOptions = {}): Simulation {
  return new Simulation(configOf(one.columns, one.over), one.columns, advisorsOf(one), options)
}

/** The simulation of a scenario, run to its end. */
export function runScenario(one: Scenario, options: SimulationOptions = {}): Simulation {
  const simulation = simulationOf(one, options)
  while (simulation.run(1000) === 0);
  if (simulation.failure !== null) throw new Error(JSON.stringify(simulation.failure))
  return simulation
}
