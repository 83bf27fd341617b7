import { barCloseMs } from '#kernel/calendar/bar_close.js'
import { type Venue, venueOf } from '#kernel/instrument/venue.js'
import type { Bar } from '#kernel/market/bar.js'
import { BarBuilder, bucketStart } from '#kernel/market/bar_builder.js'
import { isDaily, type Timeframe } from '#kernel/market/timeframe.js'
import type { BarTick } from '#ports/market_feed.js'

/**
 * Builds longer bars of one instrument out of the shorter ones that a feed tells, all of one timeframe.
 *
 * A bar is closed by the short bar that reaches its end, or by the first one of the next.
 */
export class LongerBars {
  readonly #builder: BarBuilder
  readonly #venue: Venue
  #toldMs = -Infinity

  /** Throws RangeError when `from` is not shorter than `to`. */
  constructor(
    private readonly symbol: string,
    private readonly from: Timeframe,
    private readonly to: Timeframe,
    private readonly emit: (bar: BarTick) => void
  ) {
    this.#venue = venueOf(symbol)
    this.#builder = new BarBuilder(to, this.#venue, from)
  }

  /** Takes the next short bar, in the order of time. Others than of the timeframe `from` are passed over. */
  see(tick: BarTick): void {
    if (tick.timeframe !== this.from) return
    // A bar that was told does not change: what trades after the close of the session is passed over.
    if (bucketStart(this.to, this.#venue, tick.startMs, isDaily(this.from)) <= this.#toldMs) return
    const ended = this.#builder.addBar(tick)
    if (ended !== null) this.#tell(ended)
    const current = this.#builder.current
    if (current === null) return
    const closeMs = barCloseMs(this.to, this.#venue, current.startMs)
    if (barCloseMs(this.from, this.#venue, tick.startMs) < closeMs) return
    this.#builder.flush()
    this.#tell(current)
  }

  #tell(bar: Bar): void {
    this.#toldMs = bar.startMs
    this.emit({ type: 'bar', symbol: this.symbol, timeframe: this.to, ...bar })
  }
}
