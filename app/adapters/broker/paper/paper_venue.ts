import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import type { Instrument } from '#kernel/instrument/instrument.js'
import { sessionDayOf, venueOf } from '#kernel/instrument/venue.js'
import { chargeFill, noCharges } from '#kernel/matching/commission.js'
import { toMicros, toUnits } from '#kernel/values/micros.js'
import type { BrokerChange, BrokerOrder, BrokerReport } from '#ports/broker.js'
import type { KnownActions } from '#ports/known_actions.js'
import type { QuoteTick } from '#ports/market_feed.js'
import { chance } from './chance.js'
import { execute, type Execution } from './execute.js'
import { changeFault, formFault, termsFault } from './order_fault.js'
import { PaperChanges } from './paper_changes.js'
import { PaperDays, type VenueDays } from './paper_days.js'
import { addQuantities, type PaperFill, type PaperLedger } from './paper_ledger.js'
import { paperFillId, paperOrderId, sentTermsOf, type PaperOrder } from './paper_order.js'
import type { PaperMessage, PaperPost } from './paper_post.js'
import type { PaperSettings } from './paper_settings.js'
import { QuoteBook, type OfferedQuote } from './quote_book.js'
import { splitPaperOrder } from './split_order.js'
import { canTrade, expiryOf } from './trading_hours.js'
import { WorkingOrders } from './working_orders.js'

/** Less than this part of a unit is taken for nothing. */
const NOTHING_LEFT = 1e-9

/** What the venue goes on from: an account's books as they were last written. */
export interface PaperBeginning {
  readonly account: string
  readonly orders: readonly PaperOrder[]
  readonly ledger: PaperLedger
  readonly post: PaperPost
  readonly orderCount: number
  readonly fillCount: number
  readonly venueDays: VenueDays
}

/** How a venue executes, and what it trades. */
export interface PaperRules {
  readonly settings: PaperSettings
  instrumentOf(symbol: string): Instrument | null
  /** Splits and dividends that are known; none where it is left out. */
  readonly actions?: KnownActions
}

/**
 * A simulated exchange and the account at it, in memory: orders, cancels and changes arrive after their
 * time on the way, quotes execute what they reach. It does no I/O and reads no clock: whoever drives it
 * writes `takeChanges` down before anybody is told of them.
 */
export class PaperVenue {
  readonly quotes: QuoteBook
  readonly working: WorkingOrders
  readonly #days: PaperDays
  orderCount: number
  fillCount: number
  #changes = new PaperChanges()
  #priority: number

  constructor(
    private readonly start: PaperBeginning,
    private readonly rules: PaperRules
  ) {
    this.quotes = new QuoteBook(rules.settings)
    this.working = new WorkingOrders(start.orders)
    this.#days = new PaperDays(start.venueDays)
    this.orderCount = start.orderCount
    this.fillCount = start.fillCount
    this.#priority = Math.max(start.orderCount, ...start.orders.map(({ priority }) => priority))
  }

  /** Takes an order that the account has not sent before. One that makes no sense is rejected unwritten. */
  accept(order: BrokerOrder, nowMs: number): void {
    const { clientOrderId } = order
    const fault = formFault(order)
    if (fault !== null) {
      this.#tell({ type: 'rejected', clientOrderId, reason: fault, atMs: nowMs })
      return
    }
    const message = this.start.post.send({
      clientOrderId,
      type: 'order',
      dueMs: nowMs + this.#delayOf('order', clientOrderId),
      change: null,
    })
    this.#changes.sent.set(message.number, message)
    const taken = this.#orderOf(order, { nowMs, arrivesMs: message.dueMs })
    this.working.add(taken)
    this.#changes.changed(taken)
    this.advance(nowMs)
  }

  /** Asks for an order's end. Nothing comes of it where the order has ended by the time it arrives. */
  cancel(clientOrderId: string, nowMs: number): void {
    this.#send({ clientOrderId, type: 'cancel', change: null }, nowMs)
  }

  /** Asks for other terms of an order; see `cancel`. */
  replace(change: BrokerChange, nowMs: number): void {
    this.#send({ clientOrderId: change.clientOrderId, type: 'replace', change }, nowMs)
  }

  /** Shows what the market says. */
  see(tick: QuoteTick, nowMs: number): void {
    this.advance(nowMs)
    const quote = this.quotes.see(tick, nowMs)
    if (quote === null) return
    for (const order of this.working.queueOf(tick.symbol)) this.#match(order, quote, nowMs)
  }

  /** Lets happen what time alone brings: messages arrive, orders expire. */
  advance(nowMs: number): void {
    const { post } = this.start
    this.#turnDays(nowMs)
    for (;;) {
      const message = post.take(nowMs)
      if (message === null) break
      // An order whose time was over before the message came cannot be cancelled or changed any more.
      this.#expire(Math.min(nowMs, message.dueMs), nowMs)
      this.#deliver(message, nowMs)
    }
    this.#expire(nowMs, nowMs)
  }

  /** When `advance` will have something to do; `Infinity` for never. */
  get nextMs(): number {
    return Math.min(this.start.post.nextMs, this.working.nextExpiryMs)
  }

  get ledger(): PaperLedger {
    return this.start.ledger
  }

  /** What there is to write; `null` for nothing. */
  takeChanges(): PaperChanges | null {
    if (this.#changes.isEmpty) return null
    const taken = this.#changes
    this.#changes = new PaperChanges()
    return taken
  }

  /** What `takeChanges` would give. */
  get changes(): Pick<PaperChanges, 'isEmpty' | 'isUrgent'> {
    return this.#changes
  }

  /** Forgets ended orders that are in the books. */
  written({ orders }: PaperChanges): void {
    for (const order of orders) {
      if (order.status !== 'working' && !this.#changes.orders.has(order)) this.working.forget(order)
    }
  }

  /** Books splits and dividends when their date begins, before anything executes on it. */
  #turnDays(nowMs: number): void {
    const turned = this.#days.turn(nowMs)
    if (turned === null) return
    this.#changes.venueDays = this.#days.days
    this.#changes.isUrgent = true
    const { actions, instrumentOf } = this.rules
    if (actions === undefined) return
    const concerned = new Set([...this.ledger.holdings.keys(), ...this.working.symbols()])
    for (const { venue, afterDay, day } of turned) {
      for (const symbol of concerned) {
        const instrument = venueOf(symbol) === venue ? instrumentOf(symbol) : null
        if (instrument === null) continue
        for (const action of actions.between(symbol, afterDay, day)) {
          this.#bookAction(action, instrument, nowMs)
        }
      }
    }
  }

  #bookAction(action: CorporateAction, instrument: Instrument, nowMs: number): void {
    const { symbol } = instrument
    const { quantity = 0, averageCost = 0 } = this.ledger.holdings.get(symbol) ?? {}
    const price = this.quotes.lastPrice(symbol) ?? averageCost
    if (quantity !== 0) {
      const booked = this.ledger.bookAction(action, instrument, { price, atMs: nowMs })
      this.#changes.actions.push(booked)
    }
    if (action.type === 'dividend') return
    this.quotes.forget(symbol)
    for (const order of this.working.of(symbol)) {
      const isLeft = splitPaperOrder(order, action.ratio, instrument)
      order.updatedMs = nowMs
      this.#changes.changed(order)
      const reason = 'nothing is left of it after the split'
      if (!isLeft) this.#end(order, 'cancelled', { reason, nowMs })
    }
  }

  #orderOf(order: BrokerOrder, at: { nowMs: number; arrivesMs: number }): PaperOrder {
    const { clientOrderId, timeInForce, goodTillMs } = order
    const { hours } = this.rules.settings
    const venue = venueOf(order.symbol)
    const number = ++this.orderCount
    return {
      ...sentTermsOf(order),
      clientOrderId,
      number,
      status: 'working',
      hasArrived: false,
      priority: ++this.#priority,
      filled: 0,
      trailBest: null,
      triggered: false,
      expiresMs: expiryOf({ timeInForce, goodTillMs }, { hours, venue, atMs: at.arrivesMs }),
      reason: null,
      sent: sentTermsOf(order),
      charges: noCharges(),
      createdMs: at.nowMs,
      updatedMs: at.nowMs,
    }
  }

  #send(
    { clientOrderId, type, change }: Pick<PaperMessage, 'clientOrderId' | 'type' | 'change'>,
    nowMs: number
  ): void {
    this.advance(nowMs)
    if (this.working.find(clientOrderId)?.status !== 'working') return
    const dueMs = nowMs + this.#delayOf(type, clientOrderId)
    const message = this.start.post.send({ clientOrderId, type, dueMs, change })
    this.#changes.sent.set(message.number, message)
    this.#changes.isUrgent = true
    this.advance(nowMs)
  }

  #delayOf(type: PaperMessage['type'], clientOrderId: string): number {
    const { toVenueMs, jitterMs, seed } = this.rules.settings
    return toVenueMs + (jitterMs === 0 ? 0 : jitterMs * chance(seed, 'delay', type, clientOrderId))
  }

  #deliver(message: PaperMessage, nowMs: number): void {
    this.#changes.delivered(message)
    const order = this.working.find(message.clientOrderId)
    if (order?.status !== 'working') return
    switch (message.type) {
      case 'order':
        this.#arrive(order, nowMs)
        break
      case 'cancel':
        this.#end(order, 'cancelled', { reason: 'cancelled as asked', nowMs })
        break
      case 'replace':
        if (message.change !== null) this.#change(order, message.change, nowMs)
        break
    }
  }

  #arrive(order: PaperOrder, nowMs: number): void {
    order.hasArrived = true
    order.updatedMs = nowMs
    this.#changes.changed(order)
    const { rejectionRate, seed } = this.rules.settings
    const isUnlucky =
      rejectionRate > 0 && chance(seed, 'reject', order.clientOrderId) < rejectionRate
    const fault =
      termsFault(order, this.rules.instrumentOf(order.symbol)) ??
      (isUnlucky ? 'the venue does not take it (simulated rejection)' : null)
    if (fault !== null) return this.#end(order, 'rejected', { reason: fault, nowMs })
    const { clientOrderId, number } = order
    const brokerOrderId = paperOrderId(this.start.account, number)
    this.#tell({ type: 'accepted', clientOrderId, brokerOrderId, atMs: nowMs })
    this.working.enqueue(order)
    this.#meetMarket(order, nowMs)
  }

  /** Holds an order that is new at the venue against the quote that stands there. */
  #meetMarket(order: PaperOrder, nowMs: number): void {
    const quote = this.quotes.fresh(order.symbol, nowMs)
    if (quote !== null) this.#match(order, quote, nowMs)
    if (order.timeInForce !== 'ioc' || order.status !== 'working') return
    const { hours } = this.rules.settings
    const isOpen = canTrade(hours, venueOf(order.symbol), nowMs)
    const missing = quote === null ? 'there is no fresh quote' : 'what is left did not fill at once'
    this.#end(order, 'cancelled', { reason: isOpen ? missing : 'the market is closed', nowMs })
  }

  #change(order: PaperOrder, change: BrokerChange, nowMs: number): void {
    const { clientOrderId } = order
    const fault = changeFault(change, order, this.rules.instrumentOf(order.symbol))
    order.updatedMs = nowMs
    this.#changes.changed(order)
    if (fault !== null) {
      order.reason = `a change was refused: ${fault}`
      const { quantity, limitPrice, stopPrice } = order
      const kept = { quantity, limitPrice, stopPrice }
      const reason = fault
      this.#tell({ type: 'change_refused', clientOrderId, reason, ...kept, atMs: nowMs })
      return
    }
    const { quantity, limitPrice, stopPrice } = change
    const isReduction =
      quantity <= order.quantity && limitPrice === order.limitPrice && stopPrice === order.stopPrice
    order.quantity = Math.max(quantity, order.filled)
    order.limitPrice = limitPrice
    order.stopPrice = stopPrice
    const terms = { quantity: order.quantity, limitPrice, stopPrice }
    this.#tell({ type: 'replaced', clientOrderId, ...terms, atMs: nowMs })
    if (order.quantity - order.filled <= NOTHING_LEFT) {
      return this.#end(order, 'cancelled', { reason: 'the change left nothing to fill', nowMs })
    }
    if (!isReduction) {
      order.priority = ++this.#priority
      this.working.enqueue(order)
    }
    this.#meetMarket(order, nowMs)
  }

  #match(order: PaperOrder, quote: OfferedQuote, nowMs: number): void {
    if (order.status !== 'working') return
    const { settings } = this.rules
    const instrument = this.rules.instrumentOf(order.symbol)
    if (instrument === null || !canTrade(settings.hours, instrument.venue, nowMs)) return
    const { triggered, trailBest } = order
    const execution = execute(order, quote, instrument, settings)
    if (execution !== null) this.#fill(order, execution, { instrument, nowMs })
    else if (order.triggered !== triggered) this.#changes.changed(order)
    else if (order.trailBest !== trailBest) this.#changes.orders.add(order)
  }

  #fill(
    order: PaperOrder,
    { price, quantity }: Execution,
    { instrument, nowMs }: { instrument: Instrument; nowMs: number }
  ): void {
    const { multiplier, currency, assetClass, venue } = instrument
    const { side, symbol, clientOrderId } = order
    const dayNumber = sessionDayOf(venue, nowMs)
    const charged = { side, quantity, price, multiplier, dayNumber, assetClass }
    const charges = { ...order.charges }
    let fill: PaperFill
    try {
      const fee = toMicros(chargeFill(this.rules.settings.commission[venue], charged, charges))
      const value = toMicros(quantity * (price * multiplier))
      const number = this.fillCount + 1
      const traded = { number, clientOrderId, symbol, side, currency, quantity, price }
      fill = { ...traded, value, fee, atMs: nowMs }
      this.ledger.book(fill)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      const reason = `an execution of ${quantity} at ${price} is more than the books can hold`
      return this.#end(order, 'cancelled', { reason, nowMs })
    }
    this.fillCount = fill.number
    Object.assign(order.charges, charges)
    this.#changes.fills.push(fill)
    this.#changes.changed(order)
    const filled = addQuantities(order.filled, quantity)
    order.filled = order.quantity - filled <= NOTHING_LEFT ? order.quantity : filled
    order.updatedMs = nowMs
    if (order.filled === order.quantity) {
      order.status = 'filled'
      this.working.leave(order)
    }
    const brokerFillId = paperFillId(this.start.account, fill.number)
    const brokerOrderId = paperOrderId(this.start.account, order.number)
    const told = { brokerFillId, clientOrderId, brokerOrderId, symbol, side, quantity, price }
    this.#tell({ type: 'filled', fill: { ...told, fee: toUnits(fill.fee), atMs: nowMs } })
  }

  #expire(untilMs: number, nowMs: number): void {
    for (const order of this.working.expired(untilMs)) {
      const reason = order.timeInForce === 'gtd' ? 'its date has come' : 'the session has ended'
      this.#end(order, 'expired', { reason, nowMs })
    }
  }

  #end(
    order: PaperOrder,
    status: 'cancelled' | 'expired' | 'rejected',
    { reason, nowMs }: { reason: string; nowMs: number }
  ): void {
    order.status = status
    order.reason = reason
    order.updatedMs = nowMs
    this.working.leave(order)
    this.#changes.changed(order)
    const { clientOrderId, filled } = order
    if (status === 'rejected') this.#tell({ type: status, clientOrderId, reason, atMs: nowMs })
    else this.#tell({ type: status, clientOrderId, filled, reason, atMs: nowMs })
  }

  #tell(report: BrokerReport): void {
    this.#changes.reports.push(report)
    this.#changes.isUrgent = true
  }
}
