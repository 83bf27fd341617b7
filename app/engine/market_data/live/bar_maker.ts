import { barCloseMs } from '#kernel/calendar/bar_close.js'
import { isOpen, sessionOf } from '#kernel/calendar/trading_session.js'
import { type Venue, venueOf } from '#kernel/instrument/venue.js'
import type { Bar } from '#kernel/market/bar.js'
import { BarBuilder, bucketStart } from '#kernel/market/bar_builder.js'
import type { Timeframe } from '#kernel/market/timeframe.js'
import type { Clock } from '#ports/clock.js'
import type { BarTick, QuoteTick } from '#ports/market_feed.js'
import { priceOf } from './tick_check.js'

/** What is built, and for whom. */
export interface BarMakerWork {
  readonly symbol: string
  readonly timeframe: Timeframe
  readonly clock: Clock
  /** Quotes outside regular trading count as well: for a replay that knows no night. */
  readonly isAlwaysOpen: boolean
  emit(bar: BarTick): void
}

/**
 * How long after its end a bar is closed when no later quote has closed it: quotes come late, and the
 * closing auction prints after the close.
 */
export const BAR_GRACE_MS = 2_000

/**
 * Builds the bars of one instrument in one timeframe out of its quotes: of the last trade where the feed
 * tells trades, else of the middle of bid and ask; volume is what the session's volume grew by, else the
 * sum of the trades.
 *
 * A bar is closed by the first quote of a later one, or by the clock. Where nothing was quoted there is no
 * bar. A quote of a bar that has been closed changes nothing and is counted. Bars count regular
 * trading only; what is stamped at the close, and up to the grace after it, belongs to the last bar.
 */
export class BarMaker {
  readonly #builder: BarBuilder
  readonly #venue: Venue
  #startMs = -Infinity
  #closedMs = -Infinity
  #volume: number | null = null
  #hasTrades = false
  #cancelTimer: () => void = () => {}
  #late = 0

  constructor(private readonly work: BarMakerWork) {
    this.#venue = venueOf(work.symbol)
    this.#builder = new BarBuilder(work.timeframe, this.#venue, null)
  }

  /** Quotes that came after their bar had been closed. */
  get late(): number {
    return this.#late
  }

  see(tick: QuoteTick): void {
    const { timeframe, clock } = this.work
    if (tick.last !== null) this.#hasTrades = true
    if (this.#hasTrades && tick.last === null) return
    const atMs = this.#tradingMs(tick.atMs)
    if (atMs === null) return
    const startMs = bucketStart(timeframe, this.#venue, atMs)
    if (startMs <= this.#closedMs) {
      this.#late++
      return
    }
    const ended = this.#builder.addPrice(atMs, tick.last ?? priceOf(tick), this.#volumeOf(tick))
    if (ended !== null) this.#emit(ended)
    if (startMs === this.#startMs) return
    this.#startMs = startMs
    this.#cancelTimer()
    const endMs = barCloseMs(timeframe, this.#venue, startMs) + BAR_GRACE_MS
    this.#cancelTimer = clock.setTimer(endMs, () => this.#close())
  }

  /** Gives up the bar under construction. */
  stop(): void {
    this.#cancelTimer()
    this.#builder.flush()
  }

  #close(): void {
    const bar = this.#builder.flush()
    if (bar !== null) this.#emit(bar)
  }

  #emit(bar: Bar): void {
    this.#closedMs = bar.startMs
    const { symbol, timeframe } = this.work
    this.work.emit({ type: 'bar', symbol, timeframe, ...bar })
  }

  /** The instant within regular trading that a stamp counts for, `null` outside of it. */
  #tradingMs(atMs: number): number | null {
    if (this.work.isAlwaysOpen || isOpen(this.#venue, atMs)) return atMs
    const periods = sessionOf(this.#venue, atMs)?.periods ?? []
    const ended = periods.find(({ closeMs }) => atMs >= closeMs && atMs <= closeMs + BAR_GRACE_MS)
    return ended === undefined ? null : ended.closeMs - 1
  }

  #volumeOf(tick: QuoteTick): number {
    if (tick.volume === null) return tick.lastSize ?? 0
    // Of the volume before the first quote nothing is known; a smaller one is that of a new session.
    const before = this.#volume
    this.#volume = tick.volume
    if (before === null) return 0
    return tick.volume >= before ? tick.volume - before : tick.volume
  }
}
