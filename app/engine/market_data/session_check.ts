import { sessionOn } from '#kernel/calendar/trading_session.js'
import { venueOffsetMs, type Venue } from '#kernel/instrument/venue.js'
import { isDaily, type Timeframe } from '#kernel/market/timeframe.js'
import { DAY_MS, formatDay } from '#kernel/values/instant.js'

/** Sessions in a row without a bar; the dates are those of the first and the last of them. */
export interface SessionGap {
  readonly firstDay: number
  readonly lastDay: number
  readonly sessions: number
}

/** Which bars are checked. */
export interface SessionsChecked {
  readonly venue: Venue
  readonly timeframe: Timeframe
}

/**
 * Compares the dates of a series, oldest first, with the sessions of its venue: those without a bar, and
 * bars on dates without a session.
 *
 * Nothing before the first or after the last bar is missing. Weekly bars are not compared. Holidays are
 * known as far as the calendar covers them; beyond, they look like gaps.
 */
export class SessionCheck {
  readonly gaps: SessionGap[] = []
  readonly closedDays: number[] = []
  #lastDay: number | null = null
  #dayEndsMs = -Infinity

  constructor(private readonly of: SessionsChecked) {}

  /** Takes the start of the next bar. */
  see(startMs: number): void {
    if (startMs < this.#dayEndsMs || this.of.timeframe === '1w') return
    const { venue, timeframe } = this.of
    const offsetMs = isDaily(timeframe) ? 0 : venueOffsetMs(venue, startMs)
    const day = Math.floor((startMs + offsetMs) / DAY_MS)
    // An hour off where clocks change, which is on Sundays.
    this.#dayEndsMs = (day + 1) * DAY_MS - offsetMs
    if (day === this.#lastDay) return
    if (this.#lastDay !== null) this.#passOver(this.#lastDay + 1, day)
    if (sessionOn(venue, day) === null) this.closedDays.push(day)
    this.#lastDay = day
  }

  /** Notes the sessions of the dates from one up to, but not including, another. */
  #passOver(fromDay: number, untilDay: number): void {
    let gap: { firstDay: number; lastDay: number; sessions: number } | null = null
    for (let day = fromDay; day < untilDay; day++) {
      if (sessionOn(this.of.venue, day) === null) continue
      gap ??= { firstDay: day, lastDay: day, sessions: 0 }
      gap.lastDay = day
      gap.sessions++
    }
    if (gap !== null) this.gaps.push(gap)
  }
}

/** A gap in words. */
export function describeGap({ firstDay, lastDay, sessions }: SessionGap): string {
  if (sessions === 1) return `${formatDay(firstDay)}: 1 session`
  return `${formatDay(firstDay)} to ${formatDay(lastDay)}: ${sessions.toLocaleString('en-US')} sessions`
}
