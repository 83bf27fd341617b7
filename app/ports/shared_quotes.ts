/** The latest that is known of an instrument, put together from its quotes. */
export interface LatestQuote {
  readonly symbol: string
  /** Market time of the newest part, UTC epoch ms, and when it came. */
  readonly atMs: number
  readonly receivedMs: number
  /** Both sides are of one quote: a new one replaces both. */
  readonly bid: number | null
  readonly ask: number | null
  readonly bidSize: number | null
  readonly askSize: number | null
  readonly last: number | null
  readonly lastSize: number | null
  readonly volume: number | null
}

/**
 * Latest quotes where other processes find them: commands, pages, a process that only reads. The process
 * that has the feed uses its own memory.
 */
export interface SharedQuotes {
  readonly name: 'redis' | 'postgresql'
  /** Stores the latest of each symbol. Rejects when that failed, within seconds. */
  put(quotes: readonly LatestQuote[]): Promise<void>
  /** What is known of these symbols, of all for `null`, by symbol. Rejects as `put` does. */
  find(symbols: readonly string[] | null): Promise<readonly LatestQuote[]>
}

/** Where latest quotes are shared; `fast` is `null` where there is no Redis. */
export interface QuotePlaces {
  readonly fast: SharedQuotes | null
  readonly durable: SharedQuotes
}
