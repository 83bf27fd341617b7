import { sessionDayOf, venueOffsetMs, type Venue } from '../instrument/venue.js'
import { DAY_MS } from '../values/instant.js'
import { HK_FIRST_DAY, HK_LAST_DAY, hkDay } from './hk_days.js'
import type { TradingDay } from './trading_day.js'
import { US_FIRST_DAY, usDay } from './us_days.js'

/** Uninterrupted trading, in UTC epoch milliseconds: from `openMs`, before `closeMs`. */
export interface TradingPeriod {
  readonly openMs: number
  readonly closeMs: number
}

/** The regular trading of a venue on one date. */
export interface TradingSession {
  readonly venue: Venue
  /** The venue's local date, as a day number. */
  readonly day: number
  /** Two in Hong Kong, with the lunch break between them. */
  readonly periods: readonly TradingPeriod[]
  /** Start of the first period and end of the last. */
  readonly openMs: number
  readonly closeMs: number
  /** Why the hours are not the regular ones, `null` on a regular day. */
  readonly note: string | null
}

/** No closing is longer: nine dates in September 2001 and at the Lunar New Year, weekends included. */
const LONGEST_CLOSING_DAYS = 14

/** Whether the holidays of a date are known: the US since 1990, Hong Kong 1999 to 2032. */
export function isCovered(venue: Venue, day: number): boolean {
  return venue === 'US' ? day >= US_FIRST_DAY : day >= HK_FIRST_DAY && day <= HK_LAST_DAY
}

/** The session of a date, `null` where there is none. Dates that are not covered know fewer holidays. */
export function sessionOn(venue: Venue, day: number): TradingSession | null {
  const rules = tradingDay(venue, day)
  if (rules.type === 'closed') return null
  // Clocks change on Sundays at night, so one offset holds for a whole session; noon UTC lies past it.
  const midnightMs = day * DAY_MS - venueOffsetMs(venue, day * DAY_MS + DAY_MS / 2)
  const periods = rules.periods.map(({ from, to }) => ({
    openMs: midnightMs + from * 60_000,
    closeMs: midnightMs + to * 60_000,
  }))
  const { openMs } = periods[0]!
  const { closeMs } = periods.at(-1)!
  return { venue, day, periods, openMs, closeMs, note: rules.note }
}

/** Why there is no session on a date: `weekend` or the holiday; `null` where there is one. */
export function closureOn(venue: Venue, day: number): string | null {
  const rules = tradingDay(venue, day)
  return rules.type === 'closed' ? rules.reason : null
}

/** The session of the venue's date at an instant, begun or not, over or not; `null` on other days. */
export function sessionOf(venue: Venue, atMs: number): TradingSession | null {
  return sessionOn(venue, sessionDayOf(venue, atMs))
}

/** Whether regular trading goes on at an instant: not in the lunch break, not at the close itself. */
export function isOpen(venue: Venue, atMs: number): boolean {
  const periods = sessionOf(venue, atMs)?.periods ?? []
  return periods.some(({ openMs, closeMs }) => atMs >= openMs && atMs < closeMs)
}

/** The first instant after `atMs` at which trading begins, or begins again after lunch. */
export function nextOpen(venue: Venue, atMs: number): number {
  return nextOf(venue, atMs, ({ openMs }) => openMs)
}

/** The first instant after `atMs` at which trading ends, be it for lunch. */
export function nextClose(venue: Venue, atMs: number): number {
  return nextOf(venue, atMs, ({ closeMs }) => closeMs)
}

/** The sessions of the dates from one to another, both included. */
export function sessionsBetween(venue: Venue, fromDay: number, toDay: number): TradingSession[] {
  const sessions: TradingSession[] = []
  for (let day = fromDay; day <= toDay; day++) {
    const session = sessionOn(venue, day)
    if (session !== null) sessions.push(session)
  }
  return sessions
}

function tradingDay(venue: Venue, day: number): TradingDay {
  return venue === 'US' ? usDay(day) : hkDay(day)
}

function nextOf(venue: Venue, atMs: number, edge: (period: TradingPeriod) => number): number {
  const today = sessionDayOf(venue, atMs)
  for (let day = today; day <= today + LONGEST_CLOSING_DAYS; day++) {
    for (const period of sessionOn(venue, day)?.periods ?? []) {
      if (edge(period) > atMs) return edge(period)
    }
  }
  throw new RangeError(`${venue} has no session in two weeks after ${atMs}`)
}
