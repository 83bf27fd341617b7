import { venueOf } from '#kernel/instrument/venue.js'
import { freshnessOf, type Freshness } from '#kernel/market/freshness.js'
import { TIMEFRAME_MS, type Timeframe } from '#kernel/market/timeframe.js'
import type { Clock } from '#ports/clock.js'
import type { MarketFeed, Tick } from '#ports/market_feed.js'
import type { LatestQuote } from '#ports/shared_quotes.js'
import { InstrumentStream, type BarSource, type Interest } from './instrument_stream.js'
import { Listener, type ListenerWish } from './listener.js'
import { QuoteCache } from './quote_cache.js'
import { TICK_CHECK, TickCheck, type Refusals, type TickCheckSettings } from './tick_check.js'

/** How market data is handled. */
export interface MarketDataSettings {
  /** What bars are made of. */
  readonly bars: BarSource
  /** Without news for longer than this, an open market's price is stale. */
  readonly staleAfterMs: number
  /** Quotes that may wait for one listener. */
  readonly quotesMax: number
  /** The feed knows no closing hours, as a replay that is stamped with the present. */
  readonly isAlwaysOpen: boolean
  readonly check: TickCheckSettings
}

/** Used where nothing else is said. */
export const MARKET_DATA: MarketDataSettings = {
  bars: 'quotes',
  staleAfterMs: 15_000,
  quotesMax: 1_000,
  isAlwaysOpen: false,
  check: TICK_CHECK,
}

/** What a listener wants to hear. */
export interface Listening extends ListenerWish {
  readonly symbols: readonly string[]
  readonly wantsQuotes: boolean
  readonly timeframes: readonly Timeframe[]
}

/** A listener that hears. */
export interface Hearing {
  /** Adds instruments; rejects, and changes nothing, when the feed does not have one of them. */
  add(symbols: readonly string[]): Promise<void>
  remove(symbols: readonly string[]): Promise<void>
  /** Nothing is handed over from now on; resolves when the feed was told. */
  close(): Promise<void>
}

/** The state of the service, for people. */
export interface MarketDataStatus {
  readonly feed: string
  readonly instruments: readonly {
    readonly symbol: string
    readonly listeners: number
    readonly freshness: Freshness
    readonly latest: LatestQuote | null
    readonly refused: Refusals
  }[]
  readonly listeners: readonly { name: string; waiting: number; dropped: number }[]
  readonly refused: Refusals
  /** Quotes that came after their bars had been closed. */
  readonly late: number
}

/**
 * One feed for everyone in the process: each instrument is asked for once, every tick is looked at before
 * anyone hears it, the latest quote is kept, bars are built, and a slow listener holds up nobody.
 */
export class MarketDataService {
  readonly #streams = new Map<string, InstrumentStream>()
  readonly #listeners = new Set<Listener>()
  readonly #check: TickCheck
  readonly #cache = new QuoteCache()
  readonly #newsMs = new Map<string, number>()
  readonly #observers = new Set<(tick: Tick) => void>()
  /** What is asked of the feed, one after the other: counting and asking must not overtake each other. */
  #turn: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(
    private readonly feed: MarketFeed,
    private readonly clock: Clock,
    private readonly settings: MarketDataSettings = MARKET_DATA
  ) {
    this.#check = new TickCheck(settings.check)
  }

  get feedName(): string {
    return this.feed.name
  }

  /**
   * Begins to listen. Rejects, and changes nothing, when the feed does not have one of the instruments, or
   * cannot make bars of a timeframe.
   */
  async listen(wish: Listening): Promise<Hearing> {
    const { bars } = this.settings
    const short = wish.timeframes.find(
      (timeframe) => bars !== 'quotes' && TIMEFRAME_MS[timeframe] < TIMEFRAME_MS[bars]
    )
    if (short !== undefined) throw new RangeError(`${short} bars cannot be built of ${bars} bars`)
    const interests = new Map<string, Interest>()
    const listener = new Listener(
      {
        name: wish.name,
        take: (ticks) => wish.take(ticks),
        onFault: (error) => {
          void this.#leave(listener, interests).catch(() => {
            // The feed is worse off than the listener; whoever asks it next hears of it.
          })
          wish.onFault(error)
        },
      },
      this.settings.quotesMax
    )
    const { wantsQuotes, timeframes } = wish
    const add = (symbols: readonly string[]) =>
      this.#inTurn(() => this.#join({ listener, wantsQuotes, timeframes }, symbols, interests))
    this.#listeners.add(listener)
    try {
      await add(wish.symbols)
    } catch (error) {
      this.#listeners.delete(listener)
      throw error
    }
    return {
      add,
      remove: (symbols) => this.#inTurn(() => this.#part(symbols, interests)),
      close: () => this.#leave(listener, interests),
    }
  }

  /**
   * Tells every tick that someone listens to, quotes and the bars made of them, until the function returned
   * is called. `see` does not throw and does not take long: everyone waits for it.
   */
  observe(see: (tick: Tick) => void): () => void {
    this.#observers.add(see)
    return () => void this.#observers.delete(see)
  }

  /** The latest quote of an instrument that someone listens to, `null` while there is none. */
  latest(symbol: string): LatestQuote | null {
    return this.#cache.find(symbol)
  }

  /** How far the latest price of an instrument can be relied on; `stale` where nobody listens to it. */
  freshness(symbol: string): Freshness {
    const { isAlwaysOpen, staleAfterMs, check } = this.settings
    const nowMs = this.clock.nowMs()
    // News from the future is from before the clock was set back.
    const newsMs = this.#newsMs.get(symbol) ?? null
    const lastMs = newsMs !== null && newsMs > nowMs + check.futureMsMax ? null : newsMs
    if (isAlwaysOpen || !this.#streams.has(symbol)) {
      return lastMs !== null && nowMs - lastMs <= staleAfterMs ? 'fresh' : 'stale'
    }
    const venue = venueOf(symbol)
    return freshnessOf({ venue, nowMs, lastMs, staleAfterMs })
  }

  status(): MarketDataStatus {
    const streams = [...this.#streams].sort(([a], [b]) => (a < b ? -1 : 1))
    return {
      feed: this.feed.name,
      instruments: streams.map(([symbol, { listeners }]) => ({
        symbol,
        listeners,
        freshness: this.freshness(symbol),
        latest: this.latest(symbol),
        refused: this.#check.refusedOf(symbol),
      })),
      listeners: [...this.#listeners].map(({ name, waiting, dropped }) => ({
        name,
        waiting,
        dropped,
      })),
      refused: this.#check.refused,
      late: streams.reduce((sum, [, { late }]) => sum + late, 0),
    }
  }

  /** Ends the feed; no listener hears anything any more. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const listener of this.#listeners) listener.close()
    this.#listeners.clear()
    await this.#turn.catch(() => {
      // Whoever asked has been told.
    })
    await this.feed.close()
  }

  async #join(
    interest: Interest,
    symbols: readonly string[],
    interests: Map<string, Interest>
  ): Promise<void> {
    if (this.#isClosed) throw new Error('market data is closed')
    const added = [...new Set(symbols)].filter((symbol) => !interests.has(symbol))
    const asked = added.filter((symbol) => !this.#streams.has(symbol))
    for (const symbol of added) {
      this.#check.expect(symbol)
      const stream =
        this.#streams.get(symbol) ??
        new InstrumentStream(symbol, {
          ...this.settings,
          clock: this.clock,
          told: (tick) => {
            for (const see of this.#observers) see(tick)
          },
        })
      this.#streams.set(symbol, stream)
      stream.add(interest)
      interests.set(symbol, interest)
    }
    if (asked.length === 0) return
    try {
      await this.feed.subscribe(asked, (tick) => this.#see(tick))
    } catch (error) {
      this.#drop(added, interests)
      // A feed that took some of them before it failed is to forget those, too; why it failed comes first.
      await this.feed.unsubscribe(asked).catch(() => {})
      throw error
    }
  }

  async #part(symbols: readonly string[], interests: Map<string, Interest>): Promise<void> {
    const ended = this.#drop(symbols, interests)
    if (ended.length > 0 && !this.#isClosed) await this.feed.unsubscribe(ended)
  }

  async #leave(listener: Listener, interests: Map<string, Interest>): Promise<void> {
    listener.close()
    this.#listeners.delete(listener)
    await this.#inTurn(() => this.#part([...interests.keys()], interests))
  }

  /** Takes an interest back; returns the instruments that nobody wants any more. */
  #drop(symbols: readonly string[], interests: Map<string, Interest>): string[] {
    const ended: string[] = []
    for (const symbol of symbols) {
      const interest = interests.get(symbol)
      const stream = this.#streams.get(symbol)
      if (interest === undefined || stream === undefined) continue
      interests.delete(symbol)
      stream.remove(interest)
      if (stream.listeners > 0) continue
      this.#streams.delete(symbol)
      this.#check.forget(symbol)
      this.#cache.forget(symbol)
      this.#newsMs.delete(symbol)
      ended.push(symbol)
    }
    return ended
  }

  #see(tick: Tick): void {
    if (this.#isClosed) return
    const nowMs = this.clock.nowMs()
    if (this.#check.see(tick, nowMs) !== null) return
    this.#newsMs.set(tick.symbol, tick.type === 'quote' ? tick.atMs : nowMs)
    if (tick.type === 'quote') this.#cache.see(tick, nowMs)
    this.#streams.get(tick.symbol)?.tell(tick)
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(run, run)
    this.#turn = turn.catch(() => {
      // Told to whoever asked; the next one has a turn of its own.
    })
    return turn
  }
}
