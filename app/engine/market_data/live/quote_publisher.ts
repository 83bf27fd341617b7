import type { Alerts } from '#ports/alerts.js'
import type { Clock } from '#ports/clock.js'
import type { LatestQuote, QuotePlaces, SharedQuotes } from '#ports/shared_quotes.js'

/** Between two writes: to Redis, to PostgreSQL in its place, and to PostgreSQL besides. */
const FAST_MS = 250
const DURABLE_MS = 1_000
const BESIDES_MS = 15_000
/** All quotes are written anew so often: Redis forgets what is not renewed. */
const RENEW_MS = 5_000

const REDIS_ALERT = 'redis:quotes'
const SHARING_ALERT = 'market:sharing'
/** Failures of PostgreSQL in a row until a person is told. */
const FAILURES_TOLD = 3

/** What sharing works with. */
export interface PublisherPorts extends QuotePlaces {
  readonly clock: Clock
  readonly alerts: Alerts
  /** The latest quote of a symbol in this process. */
  latest(symbol: string): LatestQuote | null
}

/**
 * Shares latest quotes with other processes: by Redis where there is one, by PostgreSQL where there is none
 * and while Redis is away. When it comes back it gets all of them anew.
 */
export class QuotePublisher {
  /** What has changed since it was written to either. */
  readonly #fast = new Set<string>()
  readonly #durable = new Set<string>()
  readonly #known = new Set<string>()
  #isFastDown = false
  #failures = 0
  #durableMs: number
  #renewedMs: number
  #sharedBy: SharedQuotes['name'] | null = null
  #cancel: () => void = () => {}
  #writing: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(private readonly ports: PublisherPorts) {
    this.#durableMs = ports.clock.nowMs()
    this.#renewedMs = this.#durableMs
    this.#arm()
  }

  /** Where other processes find quotes now, `null` when nowhere. */
  get sharedBy(): SharedQuotes['name'] | null {
    return this.#sharedBy
  }

  /** The latest quote of a symbol has changed. */
  see(symbol: string): void {
    if (this.ports.fast !== null) this.#fast.add(symbol)
    this.#durable.add(symbol)
    this.#known.add(symbol)
  }

  /** Leaves the last quotes in PostgreSQL, if that works at once, and shares nothing more. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancel()
    await this.#writing
    await this.#putDurable()
  }

  #arm(): void {
    const { clock, fast } = this.ports
    const everyMs = fast === null ? DURABLE_MS : FAST_MS
    this.#cancel = clock.setTimer(clock.nowMs() + everyMs, () => {
      this.#writing = this.#share().then(() => {
        if (!this.#isStopped) this.#arm()
      })
    })
  }

  async #share(): Promise<void> {
    const isFast = this.ports.fast !== null && (await this.#putFast(this.ports.fast))
    const sinceMs = Math.abs(this.ports.clock.nowMs() - this.#durableMs)
    if (sinceMs >= (isFast ? BESIDES_MS : DURABLE_MS)) {
      const isDurable = await this.#putDurable()
      if (!isFast) this.#sharedBy = isDurable ? 'postgresql' : null
    }
  }

  /** Whether Redis has all that it should have. */
  async #putFast(fast: SharedQuotes): Promise<boolean> {
    const nowMs = this.ports.clock.nowMs()
    const renews = this.#isFastDown || Math.abs(nowMs - this.#renewedMs) >= RENEW_MS
    const symbols = renews ? [...this.#known] : [...this.#fast]
    if (symbols.length === 0) return !this.#isFastDown
    for (const symbol of symbols) this.#fast.delete(symbol)
    try {
      await fast.put(this.#latestOf(symbols))
    } catch (error) {
      if (!this.#isFastDown) this.#fastFailed(error)
      this.#isFastDown = true
      return false
    }
    if (renews) this.#renewedMs = nowMs
    if (this.#isFastDown) this.ports.alerts.resolve(REDIS_ALERT)
    this.#isFastDown = false
    this.#sharedBy = 'redis'
    return true
  }

  async #putDurable(): Promise<boolean> {
    const { durable, alerts, clock } = this.ports
    const symbols = [...this.#durable]
    this.#durable.clear()
    this.#durableMs = clock.nowMs()
    try {
      await durable.put(this.#latestOf(symbols))
    } catch (error) {
      for (const symbol of symbols) this.#durable.add(symbol)
      this.#failures++
      if (this.#failures === FAILURES_TOLD) {
        const what = 'Other processes do not see the latest prices; trading does.'
        this.#raise(SHARING_ALERT, 'latest quotes are not shared', `${textOf(error)}. ${what}`)
      }
      return false
    }
    if (this.#failures >= FAILURES_TOLD) alerts.resolve(SHARING_ALERT)
    this.#failures = 0
    return true
  }

  #fastFailed(error: unknown): void {
    const what = 'PostgreSQL takes its place; latest quotes are a second older there.'
    this.#raise(REDIS_ALERT, 'Redis is away', `${textOf(error)}. ${what}`)
    // Its place is taken at once, not at the next turn.
    this.#durableMs = -Infinity
  }

  #latestOf(symbols: readonly string[]): LatestQuote[] {
    const quotes: LatestQuote[] = []
    for (const symbol of symbols) {
      const quote = this.ports.latest(symbol)
      if (quote === null) this.#known.delete(symbol)
      else quotes.push(quote)
    }
    return quotes
  }

  #raise(key: string, title: string, body: string): void {
    const { alerts } = this.ports
    alerts.raise({ key, severity: 'warning', title, body, account: null, subject: null })
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
