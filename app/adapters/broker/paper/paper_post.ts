import type { BrokerChange } from '#ports/broker.js'

/** Something on its way to the venue. */
export interface PaperMessage {
  /** Counts up; messages that are due at the same instant arrive in this order. */
  readonly number: number
  readonly clientOrderId: string
  readonly type: 'order' | 'cancel' | 'replace'
  readonly dueMs: number
  readonly change: BrokerChange | null
}

/**
 * Messages under way, by the time of their arrival. Those of one order never overtake each other: a
 * cancel does not reach the venue before its order.
 */
export class PaperPost {
  readonly #waiting: PaperMessage[] = []
  #last = 0

  constructor(waiting: readonly PaperMessage[]) {
    for (const message of waiting) this.#insert(message)
  }

  /** Hands a message over; it arrives at `dueMs`, or later behind an earlier one of its order. */
  send(message: Omit<PaperMessage, 'number'>): PaperMessage {
    const earlier = this.#waiting.findLast((one) => one.clientOrderId === message.clientOrderId)
    const dueMs = Math.max(message.dueMs, earlier?.dueMs ?? 0)
    const sent = { ...message, dueMs, number: this.#last + 1 }
    this.#insert(sent)
    return sent
  }

  /** Takes the next message that has arrived by now. */
  take(nowMs: number): PaperMessage | null {
    const next = this.#waiting[0]
    if (next === undefined || next.dueMs > nowMs) return null
    return this.#waiting.shift() ?? null
  }

  /** When the next one arrives; `Infinity` when none is under way. */
  get nextMs(): number {
    return this.#waiting[0]?.dueMs ?? Infinity
  }

  #insert(message: PaperMessage): void {
    this.#last = Math.max(this.#last, message.number)
    const after = this.#waiting.findLastIndex(
      ({ dueMs, number }) =>
        dueMs < message.dueMs || (dueMs === message.dueMs && number < message.number)
    )
    this.#waiting.splice(after + 1, 0, message)
  }
}
