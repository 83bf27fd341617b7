import type { QuoteTick } from '#ports/market_feed.js'
import type { LatestQuote } from '#ports/shared_quotes.js'

/** The latest quote of each instrument, in memory. */
export class QuoteCache {
  readonly #latest = new Map<string, LatestQuote>()

  /** Takes a quote that was found good. What it does not tell stays as it was. */
  see(tick: QuoteTick, receivedMs: number): LatestQuote {
    const before = this.#latest.get(tick.symbol)
    const sides = tick.bid !== null || tick.ask !== null ? tick : (before ?? tick)
    const trade = tick.last !== null ? tick : (before ?? tick)
    const latest: LatestQuote = {
      symbol: tick.symbol,
      atMs: tick.atMs,
      receivedMs,
      bid: sides.bid,
      ask: sides.ask,
      bidSize: sides.bidSize,
      askSize: sides.askSize,
      last: trade.last,
      lastSize: trade.lastSize,
      volume: tick.volume ?? before?.volume ?? null,
    }
    this.#latest.set(tick.symbol, latest)
    return latest
  }

  find(symbol: string): LatestQuote | null {
    return this.#latest.get(symbol) ?? null
  }

  forget(symbol: string): void {
    this.#latest.delete(symbol)
  }
}
