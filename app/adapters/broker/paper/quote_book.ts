import { isStale } from '#kernel/matching/quote_match.js'
import { quoteFault, type Quote } from '#kernel/market/quote.js'
import { isPrice } from '#kernel/values/price.js'
import type { Side } from '#kernel/order/order.js'
import type { QuoteTick } from '#ports/market_feed.js'

/** A quote with what our orders have taken of it. */
export interface OfferedQuote extends Quote {
  takenOfBid: number
  takenOfAsk: number
}

/** Quotes that were not taken, by what was wrong with them. */
export interface RefusedQuotes {
  /** Crossed, without a price, with a negative size. */
  faulty: number
  /** Too far from the clock when they came. */
  stale: number
  /** Older than the one that is there. */
  late: number
}

/**
 * The newest sound quote of each instrument. What our orders take of its size is gone until a newer quote
 * comes: nobody buys the same shares twice.
 */
export class QuoteBook {
  readonly refused: RefusedQuotes = { faulty: 0, stale: 0, late: 0 }
  readonly #quotes = new Map<string, OfferedQuote>()

  constructor(private readonly rules: { quoteAgeMaxMs: number; untoldSize: number | null }) {}

  /** Takes what the market says; `null` when it is nothing to trade on. */
  see(tick: QuoteTick, nowMs: number): OfferedQuote | null {
    const quote = this.#quoteOf(tick)
    const before = this.#quotes.get(tick.symbol)
    if (before !== undefined && quote.atMs < before.atMs) {
      // A quote of the future, left by a clock that has jumped back since, is not newer than the present.
      const isAhead = before.atMs > nowMs && isStale(before, nowMs, this.rules.quoteAgeMaxMs)
      if (!isAhead) return this.#refuse('late')
    }
    if (quoteFault(quote) !== null) {
      // The market is no longer where the last sound quote saw it.
      this.#quotes.delete(tick.symbol)
      return this.#refuse('faulty')
    }
    if (isStale(quote, nowMs, this.rules.quoteAgeMaxMs)) return this.#refuse('stale')
    const isRepeated = before?.atMs === quote.atMs
    const offered = {
      ...quote,
      takenOfBid: isRepeated && before.bid === quote.bid ? before.takenOfBid : 0,
      takenOfAsk: isRepeated && before.ask === quote.ask ? before.takenOfAsk : 0,
    }
    this.#quotes.set(tick.symbol, offered)
    return offered
  }

  /** The newest quote if it is still fresh. */
  fresh(symbol: string, nowMs: number): OfferedQuote | null {
    const quote = this.#quotes.get(symbol)
    if (quote === undefined || isStale(quote, nowMs, this.rules.quoteAgeMaxMs)) return null
    return quote
  }

  /** The middle of the last sound quote, however old; `null` before the first. */
  lastPrice(symbol: string): number | null {
    const quote = this.#quotes.get(symbol)
    return quote === undefined ? null : (quote.bid + quote.ask) / 2
  }

  /** Drops the last quote: its prices are none any more, as after a split. */
  forget(symbol: string): void {
    this.#quotes.delete(symbol)
  }

  #quoteOf({ atMs, bid, ask, bidSize, askSize, last }: QuoteTick): Quote {
    const untold = this.rules.untoldSize ?? Infinity
    // A feed that tells trades alone is a market at the last price.
    if (bid === null && ask === null && last !== null && isPrice(last)) {
      return { atMs, bid: last, ask: last, bidSize: untold, askSize: untold }
    }
    const sizes = { bidSize: bidSize ?? untold, askSize: askSize ?? untold }
    return { atMs, bid: bid ?? 0, ask: ask ?? 0, ...sizes }
  }

  #refuse(why: keyof RefusedQuotes): null {
    this.refused[why]++
    return null
  }
}

/** The price at which a side trades on a quote. */
export function priceFor(side: Side, quote: Quote): number {
  return side === 'buy' ? quote.ask : quote.bid
}
