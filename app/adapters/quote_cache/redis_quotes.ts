import { setTimeout as sleep } from 'node:timers/promises'
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

  /** Tries to connect for two seconds and goes on trying; never fails. `url` is `redis://` or `rediss://`. */
  static async open(url: string): Promise<RedisQuotes> {
    const quotes = new RedisQuotes(url)
    const timeUp = new AbortController()
    // A server that is there but asleep takes a connection and says nothing.
    await Promise.race([
      quotes.#redis.connect().catch(() => {}),
      sleep(CONNECT_MS, null, { signal: timeUp.signal }).catch(() => {}),
    ])
    timeUp.abort()
    return quotes
  }

  async put(quotes: readonly LatestQuote[]): Promise<void> {
    if (quotes.length === 0) return
    const fields = quotes.flatMap((quote) => [quote.symbol, JSON.stringify(quote)])
    const written = this.#redis
      .multi()
      .hset(KEY, ...fields)
      .pexpire(KEY, EXPIRES_MS)
      .exec()
    const answers = await this.#answer(written)
    const failed = answers?.find(([error]) => error !== null)?.[0]
    if (failed) throw failed
  }

  async find(symbols: readonly string[] | null): Promise<readonly LatestQuote[]> {
    if (symbols?.length === 0) return []
    const texts =
      symbols === null
        ? Object.values(await this.#answer(this.#redis.hgetall(KEY)))
        : await this.#answer(this.#redis.hmget(KEY, ...symbols))
    return texts
      .map((text) => quoteOfText(text))
      .filter((quote) => quote !== null)
      .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
  }

  /** An answer, or a failure that says which Redis it was and what is wrong in words. */
  #answer<T>(answer: Promise<T>): Promise<T> {
    return answer.catch((error: unknown) => {
      const { host, port } = this.#redis.options
      const said = error instanceof Error ? error.message : String(error)
      const reason = this.#redis.status === 'ready' ? said : 'there is no connection'
      throw new Error(`Redis at ${host}:${port}: ${reason}`, { cause: error })
    })
  }

  /** Gives the connection back. */
  close(): void {
    this.#redis.disconnect()
  }
}
