import { ORDER_TYPES } from '../../../../app/kernel/signal/signal_record.js'
import type { Position } from '../strategy/context.js'
import type { Order, OrderRole, OrderState, OrderType, Side } from '../strategy/order.js'
import { ORDER_ROLES, ORDER_STATES } from './codes.js'

/** The strategy's own position in one instrument, kept by what the kernel tells. */
export class MirroredPosition implements Position {
  readonly symbol: string
  quantity = 0
  averageCost = 0
  realisedPnl = 0
  readonly #instrument: number
  readonly #closes: Float64Array
  readonly #pointValue: number

  /**
   * `closes` holds the last close of each instrument; `pointValue` is account currency for one price
   * point of one unit.
   */
  constructor(
    symbol: string,
    price: { instrument: number; closes: Float64Array; pointValue: number }
  ) {
    this.symbol = symbol
    this.#instrument = price.instrument
    this.#closes = price.closes
    this.#pointValue = price.pointValue
  }

  get marketValue(): number {
    return this.quantity === 0 ? 0 : this.quantity * this.#close * this.#pointValue
  }

  get unrealisedPnl(): number {
    if (this.quantity === 0) return 0
    return this.quantity * (this.#close - this.averageCost) * this.#pointValue
  }

  get #close(): number {
    return this.#closes[this.#instrument] as number
  }
}

/** One order of the strategy. */
export interface MirroredOrder extends Order {
  side: Side
  type: OrderType
  role: OrderRole
  state: OrderState
  quantity: number
  filled: number
  limitPrice: number | null
  stopPrice: number | null
}

/** What the kernel tells about an order. */
export interface OrderNews {
  readonly sequence: number
  readonly reference: number
  readonly symbol: string
  readonly state: number
  readonly side: number
  readonly type: number
  readonly quantity: number
  readonly filled: number
  readonly limitPrice: number
  readonly stopPrice: number
  readonly role: number
}

function canTrade(state: OrderState): boolean {
  return state === 'pending' || state === 'submitted' || state === 'partial' || state === 'unknown'
}

/** The strategy's own open orders, oldest first. */
export class OrderBook {
  #open: MirroredOrder[] = []

  /** Takes the news in and returns the order as it is now; an order that ended leaves the book. */
  learn(news: OrderNews): Order {
    let order = this.#find(news.sequence)
    const isNew = order === null
    if (order === null) {
      order = {
        sequence: news.sequence,
        reference: news.reference,
        symbol: news.symbol,
        side: news.side === 1 ? 'buy' : 'sell',
        type: ORDER_TYPES[news.type] ?? 'market',
        role: ORDER_ROLES[news.role] ?? 'entry',
        state: 'pending',
        quantity: 0,
        filled: 0,
        limitPrice: null,
        stopPrice: null,
      }
    }
    order.state = ORDER_STATES[news.state] ?? 'unknown'
    order.quantity = news.quantity
    order.filled = news.filled
    order.limitPrice = news.limitPrice === 0 ? null : news.limitPrice
    order.stopPrice = news.stopPrice === 0 ? null : news.stopPrice
    if (!canTrade(order.state)) this.#remove(order)
    else if (isNew) this.#open[this.#open.length] = order
    return order
  }

  /** A fresh list, of one symbol when given. */
  list(symbol: string | undefined): Order[] {
    const found: Order[] = []
    for (let index = 0; index < this.#open.length; index += 1) {
      const order = this.#open[index] as MirroredOrder
      if (symbol === undefined || order.symbol === symbol) found[found.length] = order
    }
    return found
  }

  #find(sequence: number): MirroredOrder | null {
    for (let index = this.#open.length - 1; index >= 0; index -= 1) {
      const order = this.#open[index] as MirroredOrder
      if (order.sequence === sequence) return order
    }
    return null
  }

  #remove(order: MirroredOrder): void {
    let kept = 0
    for (let index = 0; index < this.#open.length; index += 1) {
      const each = this.#open[index] as MirroredOrder
      if (each !== order) this.#open[kept++] = each
    }
    if (kept < this.#open.length) this.#open.length = kept
  }
}
