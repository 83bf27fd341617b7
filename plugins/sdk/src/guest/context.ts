import type { Bar, History } from '../strategy/bar.js'
import type { Context, InstrumentTerms, Position } from '../strategy/context.js'
import { MirroredPosition, OrderBook, ShownBar } from './books.js'
import { BarHistory } from './history.js'
import { createObject, freeze, shown } from './intrinsics.js'
import type { LogBook } from './log_book.js'
import { seededRandom } from './random.js'
import type { GuestInstrument, GuestSetup } from './setup.js'
import { SignalWriter } from './signal_writer.js'
import { Refusal } from './terms.js'

/** Everything of one running strategy that the runtime fills and the context shows. */
export interface Desk {
  readonly symbols: readonly string[]
  readonly bars: readonly ShownBar[]
  readonly seen: Uint8Array
  readonly positions: readonly MirroredPosition[]
  histories: readonly BarHistory[]
  readonly orders: OrderBook
  readonly writer: SignalWriter
  readonly context: MutableContext
  /** Index of the instrument whose bar is being shown. */
  current: number
  /** Whether every bar of the moment shown so far belongs to its instrument's warm-up. */
  allWarm: boolean
}

/** The context with the numbers that change from bar to bar left open for the runtime. */
export type MutableContext = { -readonly [K in keyof Context]: Context[K] }

/** Where a strategy's words go. */
export interface Outlets {
  readonly logBook: LogBook
  readonly signals: Float64Array
}

/** Sets up the desk of a strategy: all that it will see and the ways in which it can act. */
export function createDesk(setup: GuestSetup, outlets: Outlets): Desk {
  const count = setup.instruments.length
  const symbols: string[] = []
  const bars: ShownBar[] = []
  const positions: MirroredPosition[] = []
  const terms: InstrumentTerms[] = []
  const indexOf = createObject(null) as Record<string, number>
  for (let index = 0; index < count; index += 1) {
    const given = setup.instruments[index] as GuestInstrument
    const bar = new ShownBar(given.symbol)
    symbols[index] = given.symbol
    bars[index] = bar
    positions[index] = new MirroredPosition(bar, given.multiplier * (given.fxRate ?? 1))
    terms[index] = freeze({ ...given })
    indexOf[given.symbol] = index
  }
  freeze(symbols)

  const instrumentOf = (symbol: unknown): number => {
    if (symbol === symbols[desk.current]) return desk.current
    const index = typeof symbol === 'string' ? indexOf[symbol] : undefined
    if (index === undefined) {
      throw new Refusal(`${shown(symbol)} is not in this run; context.symbols lists what is`)
    }
    return index
  }
  const lookUp = (symbol: unknown): number => {
    try {
      return instrumentOf(symbol)
    } catch (refusal) {
      throw new TypeError((refusal as Refusal).words)
    }
  }

  const orders = new OrderBook()
  const writer = new SignalWriter(outlets.signals, instrumentOf)
  const context: MutableContext = {
    now: 0,
    symbols,
    timeframe: setup.timeframe,
    currency: setup.account.currency,
    warmingUp: true,
    cash: setup.account.cash,
    buyingPower: setup.account.cash,
    equity: setup.account.cash,
    exposure: 0,
    get pnl(): number {
      let sum = 0
      for (let index = 0; index < count; index += 1) {
        const position = positions[index] as MirroredPosition
        sum += position.realisedPnl + position.unrealisedPnl
      }
      return sum
    },
    factors: freeze({}),
    position: (symbol: string): Position => positions[lookUp(symbol)] as MirroredPosition,
    orders: (symbol?: string) => {
      if (symbol !== undefined) lookUp(symbol)
      return orders.list(symbol)
    },
    last: (symbol: string): Bar | null => {
      const index = lookUp(symbol)
      return desk.seen[index] === 1 ? (bars[index] as ShownBar) : null
    },
    history: (symbol: string): History => desk.histories[lookUp(symbol)] as BarHistory,
    instrument: (symbol: string) => terms[lookUp(symbol)] as InstrumentTerms,
    perSymbol: <T>(make: (symbol: string) => T) => {
      const made: T[] = []
      for (let index = 0; index < count; index += 1) made[index] = make(symbols[index] as string)
      return (symbol: string): T => made[lookUp(symbol)] as T
    },
    buy: function buy(symbol, options) {
      return writer.order(1, symbol, options, buy)
    },
    sell: function sell(symbol, options) {
      return writer.order(-1, symbol, options, sell)
    },
    target: function target(symbol, options) {
      return writer.target(symbol, options, target)
    },
    close: function close(symbol, options) {
      return writer.close(symbol, options, close)
    },
    cancel: function cancel(which) {
      writer.cancel(which, cancel)
    },
    replace: function replace(reference, options) {
      writer.replace(reference, options, replace)
    },
    random: seededRandom(setup.seed),
    log: (...values: unknown[]) => outlets.logBook.write(values),
  }
  const desk: Desk = {
    symbols,
    bars,
    seen: new Uint8Array(count),
    positions,
    histories: [],
    orders,
    writer,
    context,
    current: 0,
    allWarm: true,
  }
  return desk
}
