import type { BrokerChange, BrokerOrder, BrokerReport } from '#ports/broker.js'
import { isQuantity } from '#kernel/values/quantity.js'
import type { Agenda } from '../world/agenda.js'
import type { Chance } from '../world/chance.js'
import type { Market } from '../world/market.js'
import { termsOf } from '../world/terms.js'
import { BrokerBooks, toldOf, type BookedOrder } from './books.js'
import { priceFor } from './match.js'
import type { BrokerTraits } from './traits.js'

/** Who listens to the broker. */
export interface BrokerEar {
  /** Reports come late, again, or not at all; that is decided here. */
  hear(report: BrokerReport): void
}

/**
 * A broker that executes soundly and tells badly. Its books are the truth of the simulated world; they
 * outlive every process of the engine.
 */
export class HostileBroker {
  readonly books = new BrokerBooks()
  /** The newest fencing number it has seen. */
  fencing = 0
  /** The session that is told. */
  ear: BrokerEar | null = null
  /** Until then nothing gets through to it or from it, true ms. */
  muteUntilMs = 0
  readonly #working = new Set<BookedOrder>()
  readonly #chance: Chance

  constructor(
    private readonly world: {
      readonly agenda: Agenda
      readonly chance: Chance
      readonly market: Market
      traits(): BrokerTraits
      /** A second order of an id that it cannot tell from a first. */
      doubled(order: BrokerOrder): void
      log(line: string): void
    }
  ) {
    this.#chance = world.chance.fork('broker')
  }

  get traits(): BrokerTraits {
    return this.world.traits()
  }

  get isMute(): boolean {
    return this.world.agenda.nowMs < this.muteUntilMs
  }

  /** Its own clock. */
  get nowMs(): number {
    return Math.floor(this.world.agenda.nowMs + this.traits.skewMs)
  }

  /** An order arrives. Throws where it is not taken and nothing is told about it. */
  arrive(order: BrokerOrder): void {
    if (this.traits.isFencing && order.fencing < this.fencing) {
      throw new Error(`the session ${order.fencing} is over`)
    }
    if (this.books.orders.has(order.clientOrderId)) {
      if (!this.traits.refusesDuplicates) this.world.doubled(order)
      return
    }
    const booked = this.books.add(order, this.nowMs)
    const { clientOrderId } = order
    if (this.#chance.happens(this.traits.refusalRate)) {
      booked.status = 'rejected'
      booked.reason = 'not today'
      this.#tell({ type: 'rejected', clientOrderId, reason: 'not today', atMs: this.nowMs })
      return
    }
    const { brokerOrderId } = booked
    this.#tell({ type: 'accepted', clientOrderId, brokerOrderId, atMs: this.nowMs })
    this.#working.add(booked)
    this.#match(booked)
    if (order.timeInForce === 'ioc') this.#end(booked, 'expired', 'not at once')
  }

  cancel(clientOrderId: string): void {
    const booked = this.books.orders.get(clientOrderId)
    if (booked !== undefined) this.#end(booked, 'cancelled', 'as asked')
  }

  replace(change: BrokerChange): void {
    const { clientOrderId, quantity, limitPrice, stopPrice } = change
    const booked = this.books.orders.get(clientOrderId)
    if (booked?.status !== 'working') return
    const { quantityStep } = termsOf(booked.first.symbol)
    const isSound = quantity <= booked.filled || isQuantity(quantity, quantityStep)
    if (!isSound || this.#chance.happens(this.traits.refusalRate)) {
      const terms = {
        quantity: booked.quantity,
        limitPrice: booked.limitPrice,
        stopPrice: booked.stopPrice,
      }
      const reason = 'it stays as it is'
      this.#tell({ type: 'change_refused', clientOrderId, reason, ...terms, atMs: this.nowMs })
      return
    }
    if (quantity <= booked.filled) {
      this.#end(booked, 'cancelled', 'nothing is left of it')
      return
    }
    Object.assign(booked, { quantity, limitPrice, stopPrice, atMs: this.nowMs })
    const terms = { quantity, limitPrice, stopPrice }
    this.#tell({ type: 'replaced', clientOrderId, ...terms, atMs: this.nowMs })
    this.#match(booked)
  }

  /** The market has moved. */
  moved(symbol: string): void {
    for (const order of this.#working) if (order.first.symbol === symbol) this.#match(order)
  }

  /** Ends what was for the day. */
  closeDay(): void {
    for (const order of this.#working) {
      if (order.first.timeInForce === 'day') this.#end(order, 'expired', 'the day is over')
    }
  }

  #match(order: BookedOrder): void {
    const { first, status, quantity, filled } = order
    const { market } = this.world
    if (status !== 'working' || market.isHalted(first.symbol)) return
    if (first.goodTillMs !== null && this.nowMs >= first.goodTillMs) {
      this.#end(order, 'expired', 'its time is over')
      return
    }
    const [cents, tick] = [market.centsOf(first.symbol), market.tickCentsOf(first.symbol)]
    const price = priceFor(order, { bidCents: cents - tick, askCents: cents + tick })
    if (price === null) return
    const { quantityStep } = termsOf(first.symbol)
    const steps = Math.round((quantity - filled) / quantityStep)
    const isPartial = this.#chance.happens(this.traits.partialRate)
    const units = (isPartial ? this.#chance.whole(1, steps) : steps) * quantityStep
    const terms = { quantity: units, cents: price, feeCents: this.#chance.whole(0, 300) }
    const fill = this.books.execute(order, terms, this.nowMs)
    if (order.status === 'filled') this.#working.delete(order)
    this.world.log(
      `broker fills ${fill.brokerFillId} ${units} of ${first.clientOrderId} at ${price}`
    )
    this.#tell({ type: 'filled', fill: toldOf(fill) })
  }

  #end(order: BookedOrder, status: 'cancelled' | 'expired', reason: string): void {
    if (order.status !== 'working') return
    Object.assign(order, { status, reason, atMs: this.nowMs })
    this.#working.delete(order)
    const { clientOrderId } = order.first
    const { filled } = order
    this.#tell({ type: status, clientOrderId, filled, reason, atMs: this.nowMs })
  }

  #tell(report: BrokerReport): void {
    const { agenda } = this.world
    const { lossRate, repeatRate, delayMs } = this.traits
    const { ear } = this
    if (ear === null || this.isMute || this.#chance.happens(lossRate)) return
    const times = this.#chance.happens(repeatRate) ? this.#chance.whole(2, 3) : 1
    for (let k = 0; k < times; k++) {
      agenda.after(this.#chance.wait(delayMs), `report ${report.type}`, () => {
        this.world.log(`heard ${JSON.stringify(report)}`)
        ear.hear(report)
      })
    }
  }
}
