import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import type { Instrument } from '#kernel/instrument/instrument.js'
import type { Timeframe } from '#kernel/market/timeframe.js'
import { signOf } from '#kernel/order/order.js'
import { floorToStep } from '#kernel/values/quantity.js'
import type {
  BrokerAccount,
  BrokerChange,
  BrokerFill,
  BrokerOrder,
  BrokerOrderList,
  BrokerPosition,
  BrokerReport,
  BrokerSession,
} from '#ports/broker.js'
import { stateOfOrder, type BarOrder } from './bar_order.js'
import { BarVenue, type BarFill, type BarModels, type Instant } from './bar_venue.js'

/** What a session on bars is opened with. */
export interface BarSessionSettings {
  readonly instruments: readonly Instrument[]
  readonly timeframe: Timeframe
  readonly models: BarModels
  /** Cash at the start, in units of `currency`. */
  readonly cash: number
  readonly currency: string
  readonly clock: { nowMs(): number }
  /** Resolves when the account has taken what was told and has done what follows from it. */
  settled(): Promise<void>
}

const EPSILON = 1e-9

/**
 * A broker that executes on bars exactly as a backtest does, for holding live trading against one. Its
 * books are in memory; orders and executions are told at once.
 */
export class BarSession implements BrokerSession {
  readonly name = 'bars'
  readonly environment = 'paper'
  readonly refusesDuplicates = true
  readonly #venue: BarVenue
  readonly #terms = new Map<string, Instrument>()
  readonly #orders = new Map<string, BarOrder>()
  readonly #fills: BrokerFill[] = []
  readonly #held = new Map<string, { quantity: number; cost: number }>()
  readonly #cash = new Map<string, number>()
  readonly #listeners: ((report: BrokerReport) => void)[] = []
  #early: BrokerReport[] = []
  #isClosed = false

  constructor(private readonly settings: BarSessionSettings) {
    const { timeframe, models, instruments } = settings
    for (const one of instruments) this.#terms.set(one.symbol, one)
    this.#cash.set(settings.currency, settings.cash)
    this.#venue = new BarVenue({
      timeframe,
      models,
      termsOf: (symbol) => this.#termsOf(symbol),
      held: (symbol) => this.#held.get(symbol)?.quantity ?? 0,
      filled: (fill) => this.#book(fill),
      ended: (order, status, reason) => {
        this.#end(order, status, reason)
        return settings.settled()
      },
    })
  }

  /** Executes what the bars of an instant execute; the account has taken all of it when it resolves. */
  trade(instant: Instant): Promise<void> {
    return this.#venue.trade(instant)
  }

  /** A split or dividend of what is held, before the first price of its ex-date. */
  act(symbol: string, action: CorporateAction): void {
    const { currency, multiplier, quantityStep } = this.#termsOf(symbol)
    const held = this.#held.get(symbol) ?? { quantity: 0, cost: 0 }
    const cash = this.#cash.get(currency) ?? 0
    if (action.type === 'dividend') {
      this.#cash.set(currency, cash + held.quantity * action.amount * multiplier)
      return
    }
    this.#venue.split(symbol, action.ratio)
    const sign = held.quantity < 0 ? -1 : 1
    const exact = Math.abs(held.quantity) * action.ratio
    const quantity = floorToStep(exact, Math.min(1, quantityStep))
    const inLieu = sign * (exact - quantity) * this.#venue.lastClose(symbol) * multiplier
    this.#cash.set(currency, cash + inLieu)
    const cost = exact === 0 ? 0 : (held.cost * quantity) / exact
    this.#held.set(symbol, { quantity: sign * quantity, cost })
  }

  /** Ends what still works: there are no more bars. */
  endAll(): Promise<void> {
    return this.#venue.endAll()
  }

  async submit(order: BrokerOrder): Promise<void> {
    const { clientOrderId } = order
    const atMs = this.settings.clock.nowMs()
    if (this.#orders.has(clientOrderId)) {
      const reason = `there is an order ${clientOrderId} already`
      return this.#tell({ type: 'rejected', clientOrderId, reason, atMs })
    }
    // That it was handed over says it all: a backtest tells strategies of no acceptance either.
    this.#orders.set(clientOrderId, this.#venue.accept(order, atMs))
  }

  async cancel(clientOrderId: string): Promise<void> {
    const order = this.#orders.get(clientOrderId)
    if (order?.status === 'working') this.#end(order, 'cancelled', 'asked for')
  }

  async replace(change: BrokerChange): Promise<void> {
    const { clientOrderId, quantity, limitPrice, stopPrice } = change
    const order = this.#orders.get(clientOrderId)
    if (order?.status !== 'working') return
    const atMs = this.settings.clock.nowMs()
    if (quantity <= order.filled + EPSILON) {
      const standing = { quantity: order.quantity, limitPrice: order.limitPrice }
      const reason = `${order.filled} are filled already`
      const told = { ...standing, stopPrice: order.stopPrice, reason, atMs }
      return this.#tell({ type: 'change_refused', clientOrderId, ...told })
    }
    Object.assign(order, { quantity, limitPrice, stopPrice, changedMs: atMs })
    this.#tell({ type: 'replaced', clientOrderId, quantity, limitPrice, stopPrice, atMs })
  }

  async orders(sinceMs: number): Promise<BrokerOrderList> {
    const orders = [...this.#orders.values()]
      .filter(({ status, changedMs }) => status === 'working' || changedMs >= sinceMs)
      .map(stateOfOrder)
    return { complete: true, orders }
  }

  async fills(sinceMs: number): Promise<readonly BrokerFill[]> {
    return this.#fills.filter(({ atMs }) => atMs >= sinceMs)
  }

  async positions(): Promise<readonly BrokerPosition[]> {
    return [...this.#held]
      .filter(([, { quantity }]) => quantity !== 0)
      .map(([symbol, { quantity, cost }]) => ({ symbol, quantity, averageCost: cost / quantity }))
  }

  async account(): Promise<BrokerAccount> {
    return { cash: Object.fromEntries(this.#cash) }
  }

  onReport(listener: (report: BrokerReport) => void): void {
    this.#listeners.push(listener)
    for (const report of this.#early.splice(0)) listener(report)
  }

  async close(): Promise<void> {
    this.#isClosed = true
  }

  #termsOf(symbol: string): Instrument {
    const found = this.#terms.get(symbol)
    if (found === undefined) throw new RangeError(`${symbol} is not traded on these bars`)
    return found
  }

  #tell(report: BrokerReport): void {
    if (this.#isClosed) return
    if (this.#listeners.length === 0) this.#early.push(report)
    for (const listener of this.#listeners) listener(report)
  }

  #book({ order, quantity, price, marketPrice, fee, atMs }: BarFill): Promise<void> {
    const { sent, side, brokerOrderId } = order
    const { symbol, clientOrderId } = sent
    order.filled += quantity
    order.changedMs = atMs
    if (order.quantity - order.filled <= EPSILON) order.status = 'filled'
    this.#move(symbol, signOf(side) * quantity, price)
    const { currency, multiplier } = this.#termsOf(symbol)
    const paid = -signOf(side) * quantity * price * multiplier - fee
    this.#cash.set(currency, (this.#cash.get(currency) ?? 0) + paid)
    const brokerFillId = `bars-${this.#fills.length + 1}`
    const fill: BrokerFill = {
      ...{ brokerFillId, clientOrderId, brokerOrderId, symbol, side },
      ...{ quantity, price, fee, marketPrice, atMs },
    }
    this.#fills.push(fill)
    this.#tell({ type: 'filled', fill })
    return this.settings.settled()
  }

  #move(symbol: string, signed: number, price: number): void {
    const before = this.#held.get(symbol) ?? { quantity: 0, cost: 0 }
    const quantity = before.quantity + signed
    const isFlat = Math.abs(quantity) <= EPSILON
    const isMore = before.quantity * signed >= 0
    const hasTurned = before.quantity * quantity < 0
    let cost = quantity * (before.quantity === 0 ? 0 : before.cost / before.quantity)
    if (isMore) cost = before.cost + signed * price
    else if (hasTurned) cost = quantity * price
    this.#held.set(symbol, isFlat ? { quantity: 0, cost: 0 } : { quantity, cost })
  }

  #end(order: BarOrder, status: 'cancelled' | 'expired', reason: string): void {
    if (order.status !== 'working') return
    const atMs = this.settings.clock.nowMs()
    Object.assign(order, { status, reason, changedMs: atMs })
    const { clientOrderId } = order.sent
    this.#tell({ type: status, clientOrderId, filled: order.filled, reason, atMs })
  }
}
