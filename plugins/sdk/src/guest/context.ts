import { INBOX } from '../../../../app/kernel/simulation/inbox.js'
import type { Bar, History } from '../strategy/bar.js'
import type { Context, InstrumentTerms, Position } from '../strategy/context.js'
import { MirroredPosition, OrderBook } from './books.js'
import type { BarHistory } from './history.js'
import { type Inbox, ShownBar } from './inbox.js'
import { createObject, Float64, freeze, shown, TypeFault } from './intrinsics.js'
import type { LogBook } from './log_book.js'
import { seededRandom } from './random.js'
import type { GuestInstrument, GuestSetup } from './setup.js'
import { SignalWriter } from './signal_writer.js'
import { Refusal } from './terms.js'

/** Everything of one running strategy that the runtime fills and the context shows. */
export interface Desk {
  readonly symbols: readonly string[]
  readonly bar: Bar
  readonly positions: readonly MirroredPosition[]
  /** Last close of each instrument. */
  readonly closes: Float64Array
  histories: readonly BarHistory[]
  readonly orders: OrderBook
  readonly writer: SignalWriter
  readonly context: Context
  /** Whether every bar of the moment shown so far belongs to its instrument's warm-up. */
  allWarm: boolean
}

/** What a desk is joined to. */
export interface DeskJoints {
  readonly inbox: Inbox
  readonly logBook: LogBook
  readonly signals: Float64Array
}

/** Sets up the desk of a strategy: all that it will see and the ways in which it can act. */
export function createDesk(setup: GuestSetup, { inbox, logBook, signals }: DeskJoints): Desk {
  const count = setup.instruments.length
  /** Read at every bar, so it is not the list that the strategy is shown: from a frozen array machine code reads slowly. */
  const symbols: string[] = []
  const listed: string[] = []
  const positions: MirroredPosition[] = []
  const terms: InstrumentTerms[] = []
  const closes = new Float64(count)
  const indexOf = createObject(null) as Record<string, number>
  for (let index = 0; index < count; index += 1) {
    const given = setup.instruments[index] as GuestInstrument
    const pointValue = given.multiplier * (given.fxRate ?? 1)
    symbols[index] = given.symbol
    listed[index] = given.symbol
    positions[index] = new MirroredPosition(given.symbol, { instrument: index, closes, pointValue })
    terms[index] = freeze({ ...given })
    indexOf[given.symbol] = index
  }
  freeze(listed)
  const { numbers } = inbox
  numbers[INBOX.cash] = setup.account.cash
  numbers[INBOX.buyingPower] = setup.account.cash
  numbers[INBOX.equity] = setup.account.cash
  numbers[INBOX.warmingUp] = 1

  const find = (symbol: unknown): number => {
    const { instrument } = inbox
    if (symbol === symbols[instrument]) return instrument
    return (typeof symbol === 'string' ? indexOf[symbol] : undefined) ?? -1
  }
  const lookUp = (symbol: unknown): number => {
    const index = find(symbol)
    if (index === -1) throw new TypeFault(unknownSymbol(symbol))
    return index
  }

  const orders = new OrderBook()
  const numberOf = (symbol: unknown): number => {
    const index = find(symbol)
    if (index === -1) throw new Refusal(unknownSymbol(symbol))
    return index
  }
  const writer = new SignalWriter(signals, numberOf, setup.firstReference ?? 0)
  const context: Context = freeze({
    get now(): number {
      return numbers[INBOX.endMs] as number
    },
    symbols: listed,
    timeframe: setup.timeframe,
    currency: setup.account.currency,
    get warmingUp(): boolean {
      return numbers[INBOX.warmingUp] === 1
    },
    get cash(): number {
      return numbers[INBOX.cash] as number
    },
    get buyingPower(): number {
      return numbers[INBOX.buyingPower] as number
    },
    get equity(): number {
      return numbers[INBOX.equity] as number
    },
    get exposure(): number {
      return numbers[INBOX.exposure] as number
    },
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
    last: (symbol: string): Bar | null => desk.histories[lookUp(symbol)]?.newest(symbol) ?? null,
    history: (symbol: string): History => {
      const history = desk.histories[lookUp(symbol)]
      if (history === undefined) throw new TypeFault('history: there is none before the first bar')
      return history
    },
    instrument: (symbol: string) => terms[lookUp(symbol)] as InstrumentTerms,
    perSymbol: <T>(make: (symbol: string) => T) => {
      const made: T[] = []
      for (let index = 0; index < count; index += 1) made[index] = make(symbols[index] as string)
      return (symbol: string): T => made[lookUp(symbol)] as T
    },
    ...actionsOf(writer),
    random: seededRandom(setup.seed),
    log: (...values: unknown[]) => logBook.write(values),
  })
  const bar = new ShownBar(inbox, symbols)
  const desk: Desk = {
    symbols,
    bar,
    positions,
    closes,
    histories: [],
    orders,
    writer,
    context,
    allWarm: true,
  }
  return desk
}

function unknownSymbol(symbol: unknown): string {
  return `${shown(symbol)} is not in this run; context.symbols lists what is`
}

type Actions = Pick<Context, 'buy' | 'sell' | 'target' | 'close' | 'cancel' | 'replace'>

/** The calls by which a strategy acts; each names itself as the point above which a fault's stack begins. */
function actionsOf(writer: SignalWriter): Actions {
  return {
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
  }
}
