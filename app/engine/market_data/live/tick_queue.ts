import type { Tick } from '#ports/market_feed.js'

interface Waiting {
  readonly tick: Tick
  isDropped: boolean
}

/**
 * Ticks waiting for one listener, in order. At most `quotesMax` quotes wait: where one more comes, the
 * oldest quote of the same instrument makes room, else the oldest of any. A bar is never dropped.
 */
export class TickQueue {
  #waiting: Waiting[] = []
  /** The quotes that wait, by instrument, oldest first; instruments in the order of their first one. */
  readonly #quotes = new Map<string, Waiting[]>()
  #quoteCount = 0
  #barCount = 0
  #dropped = 0

  /** `quotesMax` is 1 or more. */
  constructor(private readonly quotesMax: number) {}

  /** Ticks that wait. */
  get length(): number {
    return this.#quoteCount + this.#barCount
  }

  get barCount(): number {
    return this.#barCount
  }

  /** Quotes that made room for newer ones, in all. */
  get dropped(): number {
    return this.#dropped
  }

  push(tick: Tick): void {
    const waiting: Waiting = { tick, isDropped: false }
    if (tick.type === 'bar') {
      this.#barCount++
    } else {
      if (this.#quoteCount === this.quotesMax) this.#makeRoom(tick.symbol)
      const same = this.#quotes.get(tick.symbol)
      if (same === undefined) this.#quotes.set(tick.symbol, [waiting])
      else same.push(waiting)
      this.#quoteCount++
    }
    this.#waiting.push(waiting)
    // What was dropped stays in its place until it is passed; a listener that never comes may not grow it.
    if (this.#waiting.length > 2 * (this.length + 16)) {
      this.#waiting = this.#waiting.filter(({ isDropped }) => !isDropped)
    }
  }

  /** Takes everything that waits. */
  takeAll(): Tick[] {
    const ticks = this.#waiting.flatMap(({ tick, isDropped }) => (isDropped ? [] : [tick]))
    this.#waiting = []
    this.#quotes.clear()
    this.#quoteCount = 0
    this.#barCount = 0
    return ticks
  }

  #makeRoom(symbol: string): void {
    const [oldest] = this.#quotes.entries().next().value!
    const from = this.#quotes.has(symbol) ? symbol : oldest
    const quotes = this.#quotes.get(from)!
    quotes.shift()!.isDropped = true
    if (quotes.length === 0) this.#quotes.delete(from)
    this.#quoteCount--
    this.#dropped++
  }
}
