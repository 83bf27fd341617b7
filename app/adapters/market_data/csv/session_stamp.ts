import { DAY_MS, formatInstant, weekdayOf } from '#kernel/values/instant.js'
import { TIMEFRAME_MS, isDaily } from '#kernel/market/timeframe.js'
import type { BarFileOptions } from '#ports/bar_file.js'
import { explainStamp, StampReader, type StampStyle } from './stamp.js'
import { ZoneClock } from './zone_clock.js'

const EARLIEST_MS = Date.UTC(1900, 0, 1)
const LATEST_MS = Date.UTC(2100, 0, 1)
const OFFSET_SPREAD_MS_MAX = 3_600_000

const STYLE_WORDS: Readonly<Record<StampStyle, string>> = {
  date: 'dates without a time',
  local: 'times without a zone',
  utc: 'times ending in Z',
  offset: 'times with an offset such as -05:00',
  epoch: 'epoch numbers',
}

/**
 * Turns the time column of one file into the starts of its bars.
 *
 * Intraday bars: the instant, less one timeframe when stamps mark the end. Daily bars: the session
 * date at 00:00:00Z. Weekly bars: the Monday of the session date's week. All times of a file must be
 * written in the same way.
 */
export class BarStartReader {
  /** Why the last `startOf` was NaN. */
  fault = ''
  readonly #stamps = new StampReader()
  readonly #clock: ZoneClock | null
  readonly #isDaily: boolean
  readonly #shiftMs: number
  #style: StampStyle | null = null
  #offsetMinMs = Infinity
  #offsetMaxMs = -Infinity

  /** `saysUtc`: the header calls the column UTC, so times without a zone need none. */
  constructor(
    private readonly options: Pick<BarFileOptions, 'timeframe' | 'zone' | 'stamp'>,
    private readonly saysUtc: boolean
  ) {
    this.#clock = options.zone === null ? null : new ZoneClock(options.zone)
    this.#isDaily = isDaily(options.timeframe)
    const spanMs = this.#isDaily ? 1 : TIMEFRAME_MS[options.timeframe]
    this.#shiftMs = options.stamp === 'end' ? spanMs : 0
  }

  /** The start of the bar whose stamp lies in `block[start..end)`; NaN (see `fault`) when it has none. */
  startOf(block: Uint8Array, start: number, end: number): number {
    let from = start
    let to = end
    while (from < to && block[from] === 32) from++
    while (to > from && block[to - 1] === 32) to--
    const style = this.#stamps.read(block, from, to)
    if (style === null) {
      return this.#fail(explainStamp(Buffer.from(block.subarray(from, to)).toString()))
    }
    if (style !== this.#style && !this.#accepts(style)) return Number.NaN
    if (style === 'offset' && !this.#acceptsOffset(this.#stamps.offsetMs)) return Number.NaN
    const startMs = this.#isDaily ? this.#sessionOf(style) : this.#instantOf(style) - this.#shiftMs
    if (startMs >= EARLIEST_MS && startMs < LATEST_MS) return startMs
    if (Number.isNaN(startMs)) return startMs
    return this.#fail(`means ${formatInstant(startMs)}; a time from 1900 to 2099 is needed`)
  }

  #fail(fault: string): number {
    this.fault = fault
    return Number.NaN
  }

  /** Fixes the file's style at its first time and refuses another one later. */
  #accepts(style: StampStyle): boolean {
    this.fault = ''
    if (this.#style !== null) {
      this.fault =
        `mixes ${STYLE_WORDS[style]} with ${STYLE_WORDS[this.#style]}; ` +
        'write every time of the file in the same way'
    } else if (style === 'date' && !this.#isDaily) {
      this.fault =
        `has no time of day, which bars of ${this.options.timeframe} need; ` +
        'write 2024-01-02 09:30, or use --timeframe 1d'
    } else if (style === 'local' && !this.#isDaily && this.#clock === null && !this.saysUtc) {
      this.fault = 'has no zone; say which clock it is with --zone America/New_York (or UTC)'
    } else if (style === 'local' && this.saysUtc && !this.#isUtcClock()) {
      this.fault =
        `stands in a column called UTC but --zone says ${this.options.zone}; ` +
        'leave --zone out or rename the column'
    } else {
      this.#style = style
    }
    return this.fault === ''
  }

  #isUtcClock(): boolean {
    const zone = this.options.zone
    return zone === null || /^(etc\/)?(utc|gmt|z)$/i.test(zone)
  }

  /** Offsets of one place differ by its daylight saving only; more means zones are mixed. */
  #acceptsOffset(offsetMs: number): boolean {
    const min = Math.min(this.#offsetMinMs, offsetMs)
    const max = Math.max(this.#offsetMaxMs, offsetMs)
    if (max - min > OFFSET_SPREAD_MS_MAX) {
      this.fault =
        'has an offset more than an hour away from others in the file, so zones are mixed; ' +
        'write all times in one zone'
      return false
    }
    this.#offsetMinMs = min
    this.#offsetMaxMs = max
    return true
  }

  #instantOf(style: StampStyle): number {
    const { wallMs, offsetMs } = this.#stamps
    if (style === 'offset') return wallMs - offsetMs
    if (style !== 'local' || this.#clock === null) return wallMs
    const instant = this.#clock.instantOf(wallMs)
    if (Number.isNaN(instant)) {
      this.fault =
        this.#clock.fault === 'ambiguous'
          ? `happened twice in ${this.#clock.zone} (the clock went back); ` +
            'write times with their offset, like 2024-11-03T01:30:00-04:00'
          : `did not exist in ${this.#clock.zone} (the clock went forward); ` +
            'check the zone, or write times with their offset'
    }
    return instant
  }

  /** Midnight UTC of the session date as written, or as the zone's clock shows it when one is given. */
  #sessionOf(style: StampStyle): number {
    let wallMs = this.#stamps.wallMs
    const isInstant = style === 'utc' || style === 'epoch' || style === 'offset'
    if (isInstant && this.#clock !== null) {
      const instant = this.#instantOf(style)
      wallMs = instant + this.#clock.offsetAt(instant)
    }
    if (style !== 'date') wallMs -= this.#shiftMs
    const day = Math.floor(wallMs / DAY_MS)
    const monday = this.options.timeframe === '1w' ? day - weekdayOf(day) + 1 : day
    return monday * DAY_MS
  }
}
