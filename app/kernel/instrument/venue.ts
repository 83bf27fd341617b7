import { DAY_MS, dayNumberOf, civilDateOf, weekdayOf } from '../values/instant.js'

/**
 * A market and the rule of its local clock.
 *
 * US: Eastern Time with daylight saving by the Uniform Time Act as amended (since 2007 second Sunday
 * of March to first Sunday of November at 02:00; 1987-2006 first Sunday of April to last Sunday of
 * October; before 1987 last Sunday of April). HK: UTC+8 all year since 1979.
 */
export type Venue = 'US' | 'HK'

/** The venues. */
export const VENUES: readonly Venue[] = ['US', 'HK']

/** The venue of a symbol that has been validated: what stands before its first dot. */
export function venueOf(symbol: string): Venue {
  return symbol.slice(0, symbol.indexOf('.')) as Venue
}

/** Day number of the n-th Sunday of a month (n from 1), or of the last one for n = -1. */
function sundayOf(year: number, month: number, n: number): number {
  if (n > 0) {
    const first = dayNumberOf(year, month, 1)
    return first + ((7 - weekdayOf(first)) % 7) + (n - 1) * 7
  }
  const last = month === 12 ? dayNumberOf(year + 1, 1, 1) - 1 : dayNumberOf(year, month + 1, 1) - 1
  return last - (weekdayOf(last) % 7)
}

/** The UTC instants at which US daylight saving starts and ends in a year. */
function usDaylightSaving(year: number): { fromMs: number; toMs: number } {
  let from = sundayOf(year, 3, 2)
  let to = sundayOf(year, 11, 1)
  if (year < 2007) {
    from = year < 1987 ? sundayOf(year, 4, -1) : sundayOf(year, 4, 1)
    to = sundayOf(year, 10, -1)
  }
  return { fromMs: from * DAY_MS + 7 * 3_600_000, toMs: to * DAY_MS + 6 * 3_600_000 }
}

/** Milliseconds that the venue's local clock is ahead of UTC at an instant (negative in New York). */
export function venueOffsetMs(venue: Venue, atMs: number): number {
  if (venue === 'HK') return 8 * 3_600_000
  const { year } = civilDateOf(Math.floor(atMs / DAY_MS))
  const { fromMs, toMs } = usDaylightSaving(year)
  return atMs >= fromMs && atMs < toMs ? -4 * 3_600_000 : -5 * 3_600_000
}

/** The UTC instant at which a date (a day number) begins on the venue's local clock. */
export function midnightMs(venue: Venue, day: number): number {
  const midnight = day * DAY_MS
  return midnight - venueOffsetMs(venue, midnight - venueOffsetMs(venue, midnight))
}

/** The day number of the venue's local date at an instant: the session date of a stock trade. */
export function sessionDayOf(venue: Venue, atMs: number): number {
  return Math.floor((atMs + venueOffsetMs(venue, atMs)) / DAY_MS)
}
