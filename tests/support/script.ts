import type { BarColumns } from '#kernel/market/bar.js'
import type { ExitLevel, OrderType, Side, TimeInForce, Trail } from '#kernel/order/order.js'
import {
  EXIT_KINDS,
  FIELD,
  ORDER_TYPES,
  RECORD_LENGTH,
  SIGNALS_PER_CALL,
  SIGNAL_TYPE,
  SIZED_AT,
  SIZE_KINDS,
  TIMES_IN_FORCE,
  TRAIL_KINDS,
} from '#kernel/signal/signal_record.js'
import type { Size, SizedAt } from '#kernel/signal/signal.js'
import type { Advisor } from '#kernel/simulation/advisor.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { INBOX_LENGTH } from '#kernel/simulation/inbox.js'
import type { SimulationOptions } from '#kernel/simulation/options.js'
import { Simulation } from '#kernel/simulation/simulation.js'
import { configOf } from './simulate.js'

/** What a scripted strategy says: any signal, in the words of the kernel. */
export interface Wish {
  /** `order` when left out. */
  readonly type?: 'order' | 'target' | 'cancel' | 'cancel_all' | 'replace'
  readonly instrument?: number
  readonly side?: Side
  readonly sizeKind?: Size['kind']
  /** Size, target, or the new quantity of a replacement. */
  readonly size?: number
  readonly sizedAt?: SizedAt
  readonly orderType?: OrderType
  readonly limit?: number
  readonly stop?: number
  readonly trail?: Trail
  readonly timeInForce?: TimeInForce
  readonly goodTillMs?: number
  readonly stopLoss?: ExitLevel
  readonly takeProfit?: ExitLevel
  readonly trailingStop?: Trail
  readonly ocoGroup?: number
  readonly reference?: number
}

/** Buys a quantity at the market, or as `terms` say. */
export function buy(size: number, terms: Wish = {}): Wish {
  return { side: 'buy', size, ...terms }
}

/** Sells a quantity at the market, or as `terms` say. */
export function sell(size: number, terms: Wish = {}): Wish {
  return { side: 'sell', size, ...terms }
}

/** The order type that the prices of a wish make it, as for an author of a strategy. */
function typeOf(wish: Wish): OrderType {
  if (wish.orderType !== undefined) return wish.orderType
  if (wish.trail !== undefined) return 'trailing_stop'
  if (wish.stop !== undefined) return wish.limit === undefined ? 'stop' : 'stop_limit'
  return wish.limit === undefined ? 'market' : 'limit'
}

/** A wish as a row of doubles. */
export function rowOf(wish: Wish): Float64Array {
  const row = new Float64Array(RECORD_LENGTH)
  const level = (at: number, one: ExitLevel | Trail | undefined, kinds: readonly string[]) => {
    if (one === undefined) return
    row[at] = kinds.indexOf(one.kind) + 1
    row[at + 1] = one.value
  }
  const type = wish.type ?? 'order'
  row[FIELD.type] = SIGNAL_TYPE[type === 'cancel_all' ? 'cancel' : type]
  row[FIELD.instrument] = wish.instrument ?? 0
  row[FIELD.side] = wish.side === 'sell' ? -1 : 1
  row[FIELD.sizeKind] = SIZE_KINDS.indexOf(wish.sizeKind ?? 'quantity')
  row[FIELD.size] = type === 'cancel_all' ? 1 : (wish.size ?? 0)
  row[FIELD.sizedAt] = SIZED_AT.indexOf(wish.sizedAt ?? 'signal')
  row[FIELD.orderType] = ORDER_TYPES.indexOf(typeOf(wish))
  row[FIELD.limitPrice] = wish.limit ?? 0
  row[FIELD.stopPrice] = wish.stop ?? 0
  level(FIELD.trailKind, wish.trail, TRAIL_KINDS)
  const force = wish.timeInForce ?? (wish.goodTillMs === undefined ? 'gtc' : 'gtd')
  row[FIELD.timeInForce] = TIMES_IN_FORCE.indexOf(force)
  row[FIELD.goodTillMs] = wish.goodTillMs ?? 0
  level(FIELD.stopLossKind, wish.stopLoss, EXIT_KINDS)
  level(FIELD.takeProfitKind, wish.takeProfit, EXIT_KINDS)
  level(FIELD.trailingStopKind, wish.trailingStop, TRAIL_KINDS)
  row[FIELD.ocoGroup] = wish.ocoGroup ?? 0
  row[FIELD.reference] = wish.reference ?? 0
  return row
}

/** What a scripted strategy is asked: after which bar of which instrument, counted from 0 in each. */
export type Script = (bar: number, instrument: number, startMs: number) => readonly Wish[]

/** A strategy that says what a script says and notes what it is told. */
export class ScriptedAdvisor implements Advisor {
  readonly signals = new Float64Array(RECORD_LENGTH * SIGNALS_PER_CALL)
  readonly inbox = new Float64Array(INBOX_LENGTH)
  readonly heard: string[] = []
  readonly #bars: number[] = []

  constructor(readonly script: Script) {}

  onInboxBar(instrument: number): number {
    const bar = this.#bars[instrument] ?? 0
    this.#bars[instrument] = bar + 1
    const wishes = this.script(bar, instrument, this.inbox[0] as number)
    wishes.forEach((wish, k) => this.signals.set(rowOf(wish), k * RECORD_LENGTH))
    return wishes.length
  }

  hasSlice = (): number => 0
  onSlice = (): number => 0
  onFill = (): number => 0
  onOrder = (): number => 0
  onPosition = (): void => {}
  onDenied(_instrument: number, _reference: number, code: string, text: string): number {
    this.heard.push(`${code}: ${text}`)
    return 0
  }
  onCorporateAction(instrument: number, type: number, value: number): number {
    this.heard.push(`${type === 1 ? 'split' : 'dividend'} ${value} of ${instrument}`)
    return 0
  }
  onStop = (): number => 0
  text = (): string => ''
  failure = (): string => ''
}

/** A script from a table: after bar n, of the first instrument, say this. */
export function afterBars(table: Readonly<Record<number, readonly Wish[]>>): Script {
  return (bar, instrument) => (instrument === 0 ? (table[bar] ?? []) : [])
}

/** Runs scripts (one strategy each) over bars to the end; throws when a strategy fails. */
export function runScripts(
  columns: readonly BarColumns[],
  scripts: readonly Script[],
  over: Partial<SimulationConfig> = {},
  options: SimulationOptions = {}
): Simulation {
  const base = configOf(columns, over)
  const slot = base.strategies[0]!
  const strategies = over.strategies ?? scripts.map((_, k) => ({ ...slot, id: `s${k + 1}` }))
  const advisors = scripts.map((script) => new ScriptedAdvisor(script))
  const simulation = new Simulation({ ...base, strategies }, columns, advisors, options)
  while (simulation.run(1000) === 0);
  if (simulation.failure !== null) throw new Error(JSON.stringify(simulation.failure))
  return simulation
}

/** The first day of made-up bars: Monday 2024-01-08. */
export const FIRST_DAY = 19_730

/** Daily columns from rows of open, high, low, close and volume (1,000,000 when left out). */
export function daily(
  rows: readonly (readonly [number, number, number, number, number?])[],
  firstDay = FIRST_DAY
): BarColumns {
  const column = (k: number) => Float64Array.from(rows, (row) => row[k] ?? 1_000_000)
  return {
    count: rows.length,
    startMs: Float64Array.from(rows, (_, k) => (firstDay + k) * 86_400_000),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(4),
  }
}

/** Daily bars that stand still at each price: open, high, low and close are the same. */
export function flat(prices: readonly number[], firstDay = FIRST_DAY): BarColumns {
  return daily(
    prices.map((price) => [price, price, price, price]),
    firstDay
  )
}

/** Fills as texts: `1 buy 10 at 100` (days since the first day of made-up bars). */
export function fillsOf(run: Simulation): string[] {
  return run.record.fills.map(
    ({ atMs, side, quantity, price }) =>
      `${atMs / 86_400_000 - FIRST_DAY} ${side} ${quantity} at ${Number(price.toFixed(8))}`
  )
}
