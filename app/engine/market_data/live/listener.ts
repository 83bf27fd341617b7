import type { Tick } from '#ports/market_feed.js'
import { TickQueue } from './tick_queue.js'

/** Who listens, and to what. */
export interface ListenerWish {
  /** For messages: the account, the strategy, the page. */
  readonly name: string
  /** Takes ticks in order. The next ones come when it has returned, or its promise has resolved. */
  take(ticks: readonly Tick[]): void | Promise<void>
  /** Called once when `take` failed or bars piled up: nothing more comes. */
  onFault(error: Error): void
}

/** Bars that may wait before the listener counts as dead. */
const BARS_MAX = 10_000

/** Hands ticks to one listener at its own pace, with a bound on what waits. */
export class Listener {
  readonly #queue: TickQueue
  #isBusy = false
  #isClosed = false

  constructor(
    private readonly wish: ListenerWish,
    quotesMax: number
  ) {
    this.#queue = new TickQueue(quotesMax)
  }

  get name(): string {
    return this.wish.name
  }

  get waiting(): number {
    return this.#queue.length
  }

  get dropped(): number {
    return this.#queue.dropped
  }

  offer(tick: Tick): void {
    if (this.#isClosed) return
    this.#queue.push(tick)
    if (this.#queue.barCount > BARS_MAX) {
      this.#fail(new Error(`${this.name} has not taken ${BARS_MAX} bars`))
    } else if (!this.#isBusy) {
      this.#deliver()
    }
  }

  /** Nothing is handed over any more, not even what waits. */
  close(): void {
    this.#isClosed = true
    this.#queue.takeAll()
  }

  #deliver(): void {
    this.#isBusy = true
    try {
      while (!this.#isClosed && this.#queue.length > 0) {
        const taken = this.wish.take(this.#queue.takeAll())
        if (taken === undefined) continue
        taken.then(
          () => this.#deliver(),
          (error: unknown) => this.#fail(error)
        )
        return
      }
    } catch (error) {
      this.#fail(error)
    }
    this.#isBusy = false
  }

  #fail(error: unknown): void {
    if (this.#isClosed) return
    this.close()
    this.wish.onFault(error instanceof Error ? error : new Error(String(error)))
  }
}
