import type { BarColumns } from '#kernel/market/bar'
import { UNLIMITED } from '#kernel/risk/limits'
import {
  EXIT_KINDS,
  FIELD,
  ORDER_TYPES,
  RECORD_LENGTH,
  SIGNALS_PER_CALL,
  TIMES_IN_FORCE,
  TRAIL_KINDS,
} from '#kernel/signal/signal_record'
import { INBOX_LENGTH } from '#kernel/simulation/inbox.js'
import type { Advisor } from '#kernel/simulation/advisor'
import type { SimulationConfig } from '#kernel/simulation/config'
import { Simulation } from '#kernel/simulation/simulation'
import type { ExitLevel, OrderType, Side, TimeInForce, Trail } from '#kernel/order/order'
import { DAY_MS } from '#kernel/values/instant'

/** An order as a strategy would ask for it after the close of a bar. */
export interface Wish {
  readonly side: Side
  readonly quantity: number
  readonly type?: OrderType
  readonly limit?: number
  readonly stop?: number
  readonly trail?: Trail
  readonly timeInForce?: TimeInForce
  readonly goodTillMs?: number
  readonly stopLoss?: ExitLevel
  readonly takeProfit?: ExitLevel
  readonly trailingStop?: Trail
  readonly ocoGroup?: number
}

/** Open, high, low, close and, where it matters, volume (1,000,000 without). */
export type BarRow = readonly [
  open: number,
  high: number,
  low: number,
  close: number,
  volume?: number,
]

/** Midnight of the first bar, a Monday. */
export const FIRST_MS = 19_000 * DAY_MS

/** Runs daily bars through the simulation with wishes spoken after given bars. */
export function runMarket(
  rows: readonly BarRow[],
  wishes: Readonly<Record<number, readonly Wish[]>>,
  change: Partial<SimulationConfig> = {}
): Simulation {
  const advisor = new ScriptedAdvisor(wishes)
  const simulation = new Simulation(configOf(rows.length, change), [columnsOf(rows)], [advisor])
  while (simulation.run(1000) === 0);
  if (simulation.failure !== null) throw new Error(simulation.failure.detail)
  return simulation
}

/** The fills of `runMarket` as texts such as `1 buy 100 at 50` (bar, fill), and how each order ended. */
export function simulate(
  rows: readonly BarRow[],
  wishes: Readonly<Record<number, readonly Wish[]>>,
  change: Partial<SimulationConfig> = {}
): { fills: string[]; states: string[] } {
  const { judgements, orders, fills } = runMarket(rows, wishes, change).record
  if (judgements.length > 0) throw new Error(judgements[0]!.reason)
  return {
    fills: fills.map(
      ({ atMs, side, quantity, price }) =>
        `${barNumber(atMs)} ${side} ${quantity} at ${Number(price.toFixed(8))}`
    ),
    states: orders.map((order) => `${order.role} ${order.state} ${order.filled}`),
  }
}

/** Number of the bar that starts at an instant, from 0. */
export function barNumber(startMs: number): number {
  return (startMs - FIRST_MS) / DAY_MS
}

function columnsOf(rows: readonly BarRow[]): BarColumns {
  const column = (at: (row: BarRow, index: number) => number) => Float64Array.from(rows, at)
  return {
    count: rows.length,
    startMs: column((_, index) => FIRST_MS + index * DAY_MS),
    open: column((row) => row[0]),
    high: column((row) => row[1]),
    low: column((row) => row[2]),
    close: column((row) => row[3]),
    volume: column((row) => row[4] ?? 1_000_000),
  }
}

function configOf(count: number, change: Partial<SimulationConfig>): SimulationConfig {
  const instrument = {
    symbol: 'US.AAPL',
    venue: 'US',
    assetClass: 'equity',
    currency: 'USD',
    tickSize: 0.01,
    lotSize: 1,
    quantityStep: 1,
    multiplier: 1,
    sector: null,
  } as const
  return {
    engineVersion: 'test',
    account: 'test',
    currency: 'USD',
    cash: 10_000_000,
    timeframe: '1d',
    instruments: [instrument],
    bars: [{ count, firstIndex: 0 }],
    actions: [[]],
    fxRates: {},
    strategies: [
      { id: 'scripted', instruments: [0], warmupBars: 0, shortAllowed: true, leverageMax: 1 },
    ],
    fillDelayBars: 1,
    slippage: { type: 'none' },
    commission: { type: 'none' },
    participationMax: null,
    priceRounding: 'tick',
    atEnd: 'keep',
    limits: UNLIMITED,
    riskBias: 1,
    seed: 1,
    ...change,
  }
}

/** Says what it was told to say after each bar, and listens to nothing. */
class ScriptedAdvisor implements Advisor {
  readonly signals = new Float64Array(RECORD_LENGTH * SIGNALS_PER_CALL)
  readonly inbox = new Float64Array(INBOX_LENGTH)
  #bar = -1

  constructor(readonly wishes: Readonly<Record<number, readonly Wish[]>>) {}

  onInboxBar(): number {
    const wishes = this.wishes[++this.#bar] ?? []
    wishes.forEach((wish, index) => this.#write(wish, index))
    return wishes.length
  }

  #write(wish: Wish, index: number): void {
    const row = this.signals.subarray(index * RECORD_LENGTH, (index + 1) * RECORD_LENGTH).fill(0)
    const exit = (at: number, level: ExitLevel | Trail | undefined, kinds: readonly string[]) => {
      if (level === undefined) return
      row[at] = kinds.indexOf(level.kind) + 1
      row[at + 1] = level.value
    }
    row[FIELD.type] = 1
    row[FIELD.side] = wish.side === 'buy' ? 1 : -1
    row[FIELD.size] = wish.quantity
    row[FIELD.orderType] = ORDER_TYPES.indexOf(wish.type ?? 'market')
    row[FIELD.limitPrice] = wish.limit ?? 0
    row[FIELD.stopPrice] = wish.stop ?? 0
    exit(FIELD.trailKind, wish.trail, TRAIL_KINDS)
    row[FIELD.timeInForce] = TIMES_IN_FORCE.indexOf(wish.timeInForce ?? 'gtc')
    row[FIELD.goodTillMs] = wish.goodTillMs ?? 0
    exit(FIELD.stopLossKind, wish.stopLoss, EXIT_KINDS)
    exit(FIELD.takeProfitKind, wish.takeProfit, EXIT_KINDS)
    exit(FIELD.trailingStopKind, wish.trailingStop, TRAIL_KINDS)
    row[FIELD.ocoGroup] = wish.ocoGroup ?? 0
    row[FIELD.reference] = this.#bar * 10 + index + 1
  }

  hasSlice = () => 0
  onSlice = () => 0
  onFill = () => 0
  onOrder = () => 0
  onPosition = () => {}
  onDenied = () => 0
  onCorporateAction = () => 0
  onStop = () => 0
  text = () => ''
  failure = () => ''
}
