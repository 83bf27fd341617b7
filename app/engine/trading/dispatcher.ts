import type { BrokerSession } from '#ports/broker.js'
import type { Clock } from '#ports/clock.js'
import type { Action } from './action.js'
import type { Arrival } from './arrival.js'

/** What the dispatcher tells. */
export interface DispatcherPorts {
  readonly broker: BrokerSession
  readonly clock: Clock
  offer(arrival: Arrival): void
  /** A call of which nobody knows whether the broker has it: the order must be asked about. */
  uncertain(orderSequence: number, sentence: string): void
}

/**
 * Does at the broker what a durable batch asks for: what concerns one order one after the other, orders
 * beside each other. Answers come back as arrivals; no call is repeated here, because a call whose fate
 * is unknown is settled with evidence.
 */
export class Dispatcher {
  /** The last call of each order that has not been answered yet. */
  readonly #calls = new Map<number, Promise<void>>()
  #isStopped = false

  constructor(private readonly ports: DispatcherPorts) {}

  /** Calls that wait for an answer. */
  get waiting(): number {
    return this.#calls.size
  }

  /** Whether a call about an order is under way. */
  isBusyWith(orderSequence: number): boolean {
    return this.#calls.has(orderSequence)
  }

  dispatch(actions: readonly Action[]): void {
    for (const action of actions) {
      const { orderSequence } = action
      const before = this.#calls.get(orderSequence)
      // An order that nothing is under way for is sent in this very turn: nothing waits for a promise.
      const call =
        before === undefined ? this.#perform(action) : before.then(() => this.#perform(action))
      this.#calls.set(orderSequence, call)
      void call.then(() => {
        if (this.#calls.get(orderSequence) === call) this.#calls.delete(orderSequence)
      })
    }
  }

  /** Begins nothing more. What is under way ends as it may. */
  stop(): void {
    this.#isStopped = true
  }

  async #perform(action: Action): Promise<void> {
    if (this.#isStopped) return
    const { broker, clock } = this.ports
    const { orderSequence } = action
    const handedMs = clock.nowMs()
    try {
      switch (action.type) {
        case 'submit':
          await broker.submit(action.order)
          this.ports.offer({ type: 'sent', orderSequence, handedMs })
          break
        case 'cancel':
          await broker.cancel(action.clientOrderId)
          break
        case 'replace':
          await broker.replace(action.change)
          break
      }
    } catch (error) {
      if (this.#isStopped) return
      const reason = error instanceof Error ? error.message : String(error)
      if (action.type === 'submit') this.ports.offer({ type: 'lost', orderSequence })
      this.ports.uncertain(orderSequence, `${action.type} of order ${orderSequence}: ${reason}`)
    }
  }
}
