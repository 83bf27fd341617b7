import { priceOfTick } from '#engine/trading/read_tick.js'
import type { SeenQuote } from '#ports/journal.js'
import type { Tick } from '#ports/market_feed.js'

/** The newest quote of each instrument, as it came. One entry a symbol, whatever comes. */
export class LatestQuotes {
  readonly #quotes = new Map<string, SeenQuote>()

  /** Looks at a tick, which may be no price; `nowMs` is its arrival. */
  see(tick: Tick, nowMs: number): void {
    if (tick.type !== 'quote' || typeof priceOfTick(tick) === 'string') return
    const { symbol, bid, ask, last, atMs } = tick
    this.#quotes.set(symbol, { bid, ask, last, atMs, seenMs: nowMs })
  }

  /** `null` before the first quote. */
  of(symbol: string): SeenQuote | null {
    return this.#quotes.get(symbol) ?? null
  }
}
