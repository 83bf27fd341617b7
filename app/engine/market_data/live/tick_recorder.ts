import type { Alerts } from '#ports/alerts.js'
import type { Clock } from '#ports/clock.js'
import type { BarTick, QuoteTick, Tick } from '#ports/market_feed.js'
import type { ReceivedTick, TickStore } from '#ports/tick_store.js'

/** How ticks are stored. */
export interface RecorderSettings {
  readonly feed: string
  /** Whether quotes are stored besides bars. */
  readonly storesQuotes: boolean
  /** Between two writes. */
  readonly everyMs: number
  /** Quotes that may wait; what comes on top is not stored, and counted. */
  readonly quotesMax: number
  readonly barsMax: number
}

/** Used where nothing else is said. */
export const RECORDER = { storesQuotes: true, everyMs: 1_000, quotesMax: 20_000, barsMax: 10_000 }

/** The incident of ticks that cannot be stored. */
const ALERT = 'market:recording'
/** Failures in a row until a person is told: one alone is a hiccup. */
const FAILURES_TOLD = 3

/** How storing stands. */
export interface RecorderState {
  readonly waiting: number
  readonly written: number
  /** Ticks that were not stored because too many waited. */
  readonly dropped: number
  /** Why the last write failed, `null` when it did not. */
  readonly failure: string | null
}

/**
 * Stores ticks in groups, out of everyone's way: who brings a tick never waits, a database that is away costs
 * ticks beyond a bound and nothing else.
 */
export class TickRecorder {
  #quotes: ReceivedTick<QuoteTick>[] = []
  #bars: ReceivedTick<BarTick>[] = []
  #cancel: () => void = () => {}
  #writing: Promise<void> = Promise.resolve()
  #isStopped = false
  #written = 0
  #dropped = 0
  #failures = 0
  #failure: string | null = null
  #isTold = false

  constructor(
    private readonly ports: {
      readonly store: TickStore
      readonly clock: Clock
      readonly alerts: Alerts
    },
    private readonly settings: RecorderSettings
  ) {
    this.#arm()
  }

  get state(): RecorderState {
    return {
      waiting: this.#quotes.length + this.#bars.length,
      written: this.#written,
      dropped: this.#dropped,
      failure: this.#failure,
    }
  }

  /** Takes a tick that was found good. */
  take(tick: Tick): void {
    if (this.#isStopped) return
    const receivedMs = this.ports.clock.nowMs()
    if (tick.type === 'bar') {
      if (this.#bars.length < this.settings.barsMax) this.#bars.push({ tick, receivedMs })
      else this.#dropped++
    } else if (this.settings.storesQuotes) {
      if (this.#quotes.length < this.settings.quotesMax) this.#quotes.push({ tick, receivedMs })
      else this.#dropped++
    }
  }

  /** Stores what waits, if that works at once, and takes nothing more. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancel()
    await this.#writing
    await this.#write()
  }

  #arm(): void {
    const { clock } = this.ports
    this.#cancel = clock.setTimer(clock.nowMs() + this.settings.everyMs, () => {
      this.#writing = this.#write().then(() => {
        if (!this.#isStopped) this.#arm()
      })
    })
  }

  /** Never rejects: what could not be stored waits for the next time. */
  async #write(): Promise<void> {
    if (this.#quotes.length + this.#bars.length === 0) return
    const [quotes, bars] = [this.#quotes, this.#bars]
    this.#quotes = []
    this.#bars = []
    try {
      await this.ports.store.write({ feed: this.settings.feed, quotes, bars })
      this.#written += quotes.length + bars.length
      this.#failures = 0
      this.#failure = null
      if (this.#isTold) this.ports.alerts.resolve(ALERT)
      this.#isTold = false
    } catch (error) {
      this.#failed(error)
      this.#quotes = this.#keep(quotes, this.#quotes, this.settings.quotesMax)
      this.#bars = this.#keep(bars, this.#bars, this.settings.barsMax)
    }
  }

  #keep<T>(before: T[], since: T[], max: number): T[] {
    const all = [...before, ...since]
    this.#dropped += Math.max(0, all.length - max)
    return all.slice(0, max)
  }

  #failed(error: unknown): void {
    this.#failures++
    this.#failure = error instanceof Error ? error.message : String(error)
    if (this.#failures < FAILURES_TOLD || this.#isTold) return
    this.#isTold = true
    this.ports.alerts.raise({
      key: ALERT,
      severity: 'warning',
      title: 'quotes and bars are not stored',
      body: `${this.#failure}. Trading goes on; ${this.settings.quotesMax} quotes wait at most.`,
      account: null,
      subject: null,
    })
  }
}
