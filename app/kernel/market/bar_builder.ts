import { sessionDayOf, type Venue } from '../instrument/venue.js'
import { DAY_MS, weekdayOf } from '../values/instant.js'
import type { Bar } from './bar.js'
import { isDaily, TIMEFRAME_MS, type Timeframe } from './timeframe.js'

/**
 * Start of the longer bar to which a shorter bar or a quote belongs.
 *
 * Intraday bars begin at whole multiples of their length in UTC, daily bars at 00:00:00Z of the venue's
 * session date, weekly bars at that of its Monday. `startMs` is an instant, or with `isDate` the stamp
 * of a daily bar.
 */
export function bucketStart(
  timeframe: Timeframe,
  venue: Venue,
  startMs: number,
  isDate = false
): number {
  if (!isDaily(timeframe)) {
    return Math.floor(startMs / TIMEFRAME_MS[timeframe]) * TIMEFRAME_MS[timeframe]
  }
  const day = isDate ? Math.floor(startMs / DAY_MS) : sessionDayOf(venue, startMs)
  return timeframe === '1d' ? day * DAY_MS : (day - weekdayOf(day) + 1) * DAY_MS
}

/**
 * Builds longer bars out of shorter ones or of prices, in the order of time: the first open, the highest
 * high, the lowest low, the last close, the sum of the volumes.
 *
 * A bar is handed out when something of the next one arrives, or by `flush`. What belongs to an earlier
 * bar than the current one throws a RangeError: bars that were handed out do not change.
 */
export class BarBuilder {
  #current: { -readonly [K in keyof Bar]: Bar[K] } | null = null

  /** `from` is the timeframe of the bars that come in, `null` for prices. */
  constructor(
    readonly to: Timeframe,
    readonly venue: Venue,
    readonly from: Timeframe | null
  ) {
    if (from !== null && TIMEFRAME_MS[from] >= TIMEFRAME_MS[to]) {
      throw new RangeError(`${to} bars cannot be built of ${from} bars: they must be shorter`)
    }
  }

  /** Adds a shorter bar. Returns the longer bar that it ends, or `null`. */
  addBar(bar: Bar): Bar | null {
    const start = bucketStart(
      this.to,
      this.venue,
      bar.startMs,
      this.from !== null && isDaily(this.from)
    )
    const current = this.#current
    if (current !== null && start === current.startMs) {
      if (bar.high > current.high) current.high = bar.high
      if (bar.low < current.low) current.low = bar.low
      current.close = bar.close
      current.volume += bar.volume
      return null
    }
    if (current !== null && start < current.startMs) {
      throw new RangeError(`a bar of ${start} came after one of ${current.startMs}`)
    }
    const { open, high, low, close, volume } = bar
    this.#current = { startMs: start, open, high, low, close, volume }
    return current
  }

  /** Adds a price at an instant, with the volume traded at it. Returns the bar that it ends, or `null`. */
  addPrice(atMs: number, price: number, volume: number): Bar | null {
    return this.addBar({
      startMs: atMs,
      open: price,
      high: price,
      low: price,
      close: price,
      volume,
    })
  }

  /** The bar under construction as it is now, `null` when there is none. */
  get current(): Readonly<Bar> | null {
    return this.#current
  }

  /** Hands out the bar under construction, finished or not; `null` when there is none. */
  flush(): Bar | null {
    const current = this.#current
    this.#current = null
    return current
  }
}
