import { Redis } from 'ioredis'
import type { LatestQuote, SharedQuotes } from '#ports/shared_quotes.js'
import { quoteOfText } from './quote_text.js'

/** One hash of all symbols: it is read in one go, and it goes away as a whole. */
const KEY = 'aq:quotes'
/** Quotes that nobody renews go: who wrote them has ended, or does not reach Redis any more. */
const EXPIRES_MS = 15_000
/** Longest wait for a connection, and for an answer. */
const CONNECT_MS = 2_000
const ANSWER_MS = 1_000
/** Longest pause between two attempts to connect. */
const RETRY_MS_MAX = 2_000

/** Latest quotes in Redis. While it is away every call rejects at once, and it is tried again and again. */
export class RedisQuotes implements SharedQuotes {
  readonly name = 'redis'
  readonly #redis: Redis

  private constructor(url: string) {
    this.#redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: CONNECT_MS,
      commandTimeout: ANSWER_MS,
      // What cannot be said now is not said late: quotes are worth nothing then.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(attempt * 100, RETRY_MS_MAX),
      connectionName: `aq pid=${process.pid}`,
    })
    // Each call tells its own failure.
    this.#redis.on('error', () => {})
  }

  /** Tries to connect once and goes on trying; never fails. `url` is `redis://` or `rediss://`. */
  static async open(url: string): Promise<RedisQuotes> {
    const quotes = new RedisQuotes(url)
    await quotes.#redis.connect().catch(() => {})
    return quotes
  }

  async put(quotes: readonly LatestQuote[]): Promise<void> {
    if (quotes.length === 0) return
    const fields = quotes.flatMap((quote) => [quote.symbol, JSON.stringify(quote)])
    const answers = await this.#redis
      .multi()
      .hset(KEY, ...fields)
      .pexpire(KEY, EXPIRES_MS)
      .exec()
    const failed = answers?.find(([error]) => error !== null)?.[0]
    if (failed) throw failed
  }

  async find(symbols: readonly string[] | null): Promise<readonly LatestQuote[]> {
    if (symbols?.length === 0) return []
    const texts =
      symbols === null
        ? Object.values(await this.#redis.hgetall(KEY))
        : await this.#redis.hmget(KEY, ...symbols)
    return texts
      .map((text) => quoteOfText(text))
      .filter((quote) => quote !== null)
      .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
  }

  /** Gives the connection back. */
  close(): void {
    this.#redis.disconnect()
  }
}
