import type { PaperOrder } from './paper_order.js'

/** The orders that the venue has at hand: by id, and by instrument in the sequence in which they are served. */
export class WorkingOrders {
  readonly #byId = new Map<string, PaperOrder>()
  readonly #queues = new Map<string, readonly PaperOrder[]>()
  #nextExpiryMs = Infinity

  constructor(orders: readonly PaperOrder[]) {
    for (const order of orders) {
      this.add(order)
      if (order.hasArrived) this.enqueue(order)
    }
  }

  /** Working orders, and ended ones that are not in the books yet. */
  find(clientOrderId: string): PaperOrder | undefined {
    return this.#byId.get(clientOrderId)
  }

  /** Adds an order that may still be on its way. */
  add(order: PaperOrder): void {
    this.#byId.set(order.clientOrderId, order)
    this.#nextExpiryMs = Math.min(this.#nextExpiryMs, order.expiresMs ?? Infinity)
  }

  /** The orders that execute in an instrument, first served first. The list never changes: it is replaced. */
  queueOf(symbol: string): readonly PaperOrder[] {
    return this.#queues.get(symbol) ?? []
  }

  /** Symbols of the orders that work, those still on their way included. */
  symbols(): Set<string> {
    return new Set([...this.#byId.values()].map(({ symbol }) => symbol))
  }

  /** The orders that work in an instrument, those still on their way included. */
  of(symbol: string): readonly PaperOrder[] {
    return [...this.#byId.values()].filter(
      (order) => order.symbol === symbol && order.status === 'working'
    )
  }

  /** Puts an order where its priority belongs. */
  enqueue(order: PaperOrder): void {
    const others = this.queueOf(order.symbol).filter((one) => one !== order)
    const after = others.findLastIndex(({ priority }) => priority < order.priority)
    this.#queues.set(order.symbol, others.toSpliced(after + 1, 0, order))
  }

  /** Takes an order that has ended out of its queue. */
  leave(order: PaperOrder): void {
    const others = this.queueOf(order.symbol).filter((one) => one !== order)
    if (others.length > 0) this.#queues.set(order.symbol, others)
    else this.#queues.delete(order.symbol)
  }

  /** Drops an order that has ended. */
  forget(order: PaperOrder): void {
    this.#byId.delete(order.clientOrderId)
  }

  /** Not later than the next expiry. */
  get nextExpiryMs(): number {
    return this.#nextExpiryMs
  }

  /** The working orders whose time is over by now, oldest first. */
  expired(nowMs: number): PaperOrder[] {
    if (nowMs < this.#nextExpiryMs) return []
    const over: PaperOrder[] = []
    this.#nextExpiryMs = Infinity
    for (const order of this.#byId.values()) {
      if (order.status !== 'working' || order.expiresMs === null) continue
      if (order.expiresMs <= nowMs) over.push(order)
      else this.#nextExpiryMs = Math.min(this.#nextExpiryMs, order.expiresMs)
    }
    return over
  }
}
