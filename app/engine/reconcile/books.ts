import type { Order } from '#kernel/order/order.js'
import { equityOf } from '#kernel/state.js'
import { toUnits } from '#kernel/values/micros.js'
import type { BrokerFill, BrokerOrderState, BrokerSession } from '#ports/broker.js'
import type { OwnFill } from '#ports/reconcile_records.js'
import { notesOf, stateOf, type AccountBook } from '../trading/account_book.js'
import { clientOrderId } from '../trading/client_order.js'

/** An open order as our books have it. */
export interface OwnOrder {
  readonly sequence: number
  readonly symbol: string
  readonly state: Order['state']
  readonly quantity: number
  readonly filled: number
  /** Whether the broker's session has taken it. */
  readonly isSent: boolean
}

/** What our books say of an account at one moment. */
export interface OwnBooks {
  readonly account: string
  /** Row of the journal up to which they are. */
  readonly sequence: number
  /** Units held by all strategies together, flat instruments left out. */
  readonly positions: ReadonlyMap<string, number>
  /** Symbols that the account may trade. */
  readonly symbols: ReadonlySet<string>
  /** Currency units by currency. */
  readonly cash: ReadonlyMap<string, number>
  /** Open orders by the id under which the broker knows them. */
  readonly orders: ReadonlyMap<string, OwnOrder>
  /** Orders made so far. */
  readonly orderCount: number
  readonly fills: readonly OwnFill[]
  /** Executions that could not be booked: known, and halted for already. */
  readonly refusedFills: ReadonlySet<string>
  /** Equity in account currency units. */
  readonly equity: number
  /** Account currency for one unit of each foreign currency. */
  readonly rates: Readonly<Record<string, number>>
}

/** What the broker says of it. */
export interface BrokerBooks {
  readonly positions: ReadonlyMap<string, number>
  readonly cash: ReadonlyMap<string, number>
  readonly orders: readonly BrokerOrderState[]
  /** Whether an order that is not listed is not there. */
  readonly isComplete: boolean
  readonly fills: readonly BrokerFill[]
  /** Symbols and currencies in which something was executed while the books were read. */
  readonly isMoving: ReadonlySet<string>
}

/** Our books as they stand now. */
export function ownBooks(book: AccountBook, fills: readonly OwnFill[]): OwnBooks {
  const state = stateOf(book)
  const orders = state.orders.map((order): [string, OwnOrder] => [
    clientOrderId(book.account, order.sequence),
    {
      sequence: order.sequence,
      symbol: state.instruments[order.instrument]!.terms.symbol,
      state: order.state,
      quantity: order.quantity,
      filled: order.filled,
      isSent: notesOf(book, order.sequence).isSent,
    },
  ])
  const held = state.instruments.filter(({ net }) => net !== 0)
  return {
    account: book.account,
    sequence: book.sequence,
    positions: new Map(held.map(({ terms, net }) => [terms.symbol, net])),
    symbols: new Set(state.instruments.map(({ terms }) => terms.symbol)),
    cash: new Map(Object.entries(book.cash).map(([code, amount]) => [code, toUnits(amount)])),
    orders: new Map(orders),
    orderCount: state.orderCount,
    fills,
    refusedFills: new Set(book.refusedFills),
    equity: toUnits(equityOf(state)),
    rates: state.fxRates,
  }
}

/** From when on the broker is asked, by its clock. */
export interface BrokerWindow {
  readonly fillsSinceMs: number
  readonly ordersSinceMs: number
  /** Executions since this are held against each other to see what moved while the books were read. */
  readonly recentMs: number
}

/**
 * The broker's books. They cannot be read at one moment, so the last executions are read before and after
 * the rest: what moved between is named, and not compared.
 */
export async function readBroker(
  broker: BrokerSession,
  { fillsSinceMs, ordersSinceMs, recentMs }: BrokerWindow
): Promise<BrokerBooks> {
  const before = new Set((await broker.fills(recentMs)).map(({ brokerFillId }) => brokerFillId))
  const [positions, account, list] = await Promise.all([
    broker.positions(),
    broker.account(),
    broker.orders(ordersSinceMs),
  ])
  const fills = await broker.fills(fillsSinceMs)
  const between = fills.filter(
    ({ atMs, brokerFillId }) => atMs >= recentMs && !before.has(brokerFillId)
  )
  return {
    positions: new Map(positions.map(({ symbol, quantity }) => [symbol, quantity])),
    cash: new Map(Object.entries(account.cash)),
    orders: list.orders,
    isComplete: list.complete,
    fills,
    isMoving: new Set(between.map(({ symbol }) => symbol)),
  }
}
