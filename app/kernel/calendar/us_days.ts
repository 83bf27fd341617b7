import { civilDateOf, dayNumberOf, weekdayOf } from '../values/instant.js'
import { easterSunday } from './easter.js'
import { clock, type LocalPeriod, type TradingDay } from './trading_day.js'

/** The first date for which the rules below were checked. */
export const US_FIRST_DAY = dayNumberOf(1990, 1, 1)

const MONDAY = 1
const WEDNESDAY = 3
const THURSDAY = 4
const FRIDAY = 5

const REGULAR: LocalPeriod = { from: clock(9, 30), to: clock(16) }

/** Closings that no rule gives. */
const CLOSED: ReadonlyMap<number, string> = new Map([
  [dayNumberOf(1994, 4, 27), 'funeral of Richard Nixon'],
  [dayNumberOf(2001, 9, 11), 'attacks of 11 September'],
  [dayNumberOf(2001, 9, 12), 'attacks of 11 September'],
  [dayNumberOf(2001, 9, 13), 'attacks of 11 September'],
  [dayNumberOf(2001, 9, 14), 'attacks of 11 September'],
  [dayNumberOf(2004, 6, 11), 'mourning for Ronald Reagan'],
  [dayNumberOf(2007, 1, 2), 'mourning for Gerald Ford'],
  [dayNumberOf(2012, 10, 29), 'Hurricane Sandy'],
  [dayNumberOf(2012, 10, 30), 'Hurricane Sandy'],
  [dayNumberOf(2018, 12, 5), 'mourning for George H. W. Bush'],
  [dayNumberOf(2025, 1, 9), 'mourning for Jimmy Carter'],
])

/** Days that were shorter by decision or accident, by half an hour or more. */
const SHORTENED: ReadonlyMap<number, { readonly period: LocalPeriod; readonly note: string }> =
  new Map([
    [dayNumberOf(1994, 2, 11), { period: until(14, 30), note: 'snow' }],
    [dayNumberOf(1995, 12, 18), { period: { from: clock(10, 30), to: clock(16) }, note: 'outage' }],
    [dayNumberOf(1996, 1, 8), { period: { from: clock(11), to: clock(14) }, note: 'snow' }],
    [dayNumberOf(1997, 10, 27), { period: until(15, 30), note: 'circuit breaker' }],
    [dayNumberOf(1997, 12, 26), { period: until(13), note: 'day after Christmas' }],
    // The price series of the day end with it; NYSE's own list of closings leaves it out.
    [dayNumberOf(1999, 12, 31), { period: until(13), note: "New Year's Eve" }],
    // Nasdaq opened at 11:00, the NYSE itself at noon.
    [dayNumberOf(2002, 9, 11), { period: { from: clock(11), to: clock(16) }, note: 'remembrance' }],
    [dayNumberOf(2003, 12, 26), { period: until(13), note: 'day after Christmas' }],
  ])

/**
 * A date at the US stock exchanges, options on shares included, by NYSE Rule 7.2 and its history since
 * 1990: regular trading from 9:30 to 16:00 Eastern Time, early closes at 13:00 (14:00 until 1992).
 *
 * Late openings of a few minutes (moments of silence) and halts within a day are left out.
 */
export function usDay(day: number): TradingDay {
  const weekday = weekdayOf(day)
  if (weekday > FRIDAY) return { type: 'closed', reason: 'weekend' }
  const reason = holidayOf(day, weekday) ?? CLOSED.get(day)
  if (reason !== undefined) return { type: 'closed', reason }
  const shortened = SHORTENED.get(day) ?? earlyCloseOf(day, weekday)
  if (shortened === null) return { type: 'open', periods: [REGULAR], note: null }
  return { type: 'open', periods: [shortened.period], note: shortened.note }
}

function holidayOf(day: number, weekday: number): string | undefined {
  const { year, month, day: date } = civilDateOf(day)
  const isMonday = weekday === MONDAY
  // New Year's Day moves to Monday from a Sunday, but never to the old year from a Saturday.
  if (month === 1 && (date === 1 || (date === 2 && isMonday))) return "New Year's Day"
  if (month === 1 && isMonday && isWeek(date, 3) && year >= 1998) {
    return 'Martin Luther King Jr. Day'
  }
  if (month === 2 && isMonday && isWeek(date, 3)) return "Washington's Birthday"
  if (day === easterSunday(year) - 2) return 'Good Friday'
  if (month === 5 && isMonday && date >= 25) return 'Memorial Day'
  if (month === 6 && isObserved(date, weekday, 19) && year >= 2022) return 'Juneteenth'
  if (month === 7 && isObserved(date, weekday, 4)) return 'Independence Day'
  if (month === 9 && isMonday && isWeek(date, 1)) return 'Labor Day'
  if (month === 11 && weekday === THURSDAY && isWeek(date, 4)) return 'Thanksgiving'
  if (month === 12 && isObserved(date, weekday, 25)) return 'Christmas'
  return undefined
}

function earlyCloseOf(day: number, weekday: number): { period: LocalPeriod; note: string } | null {
  const { year, month, day: date } = civilDateOf(day)
  const period = until(year < 1993 ? 14 : 13)
  // The Friday after the fourth Thursday falls on the 23rd to the 29th.
  if (month === 11 && weekday === FRIDAY && date >= 23 && date <= 29 && year >= 1992) {
    return { period, note: 'day after Thanksgiving' }
  }
  // On a Friday, Christmas Eve is the holiday itself.
  if (month === 12 && date === 24) return { period, note: 'Christmas Eve' }
  if (month !== 7 || year < 1995) return null
  const isEve = date === 3 && weekday !== FRIDAY && (weekday !== WEDNESDAY || year >= 2013)
  if (isEve) return { period, note: 'day before Independence Day' }
  // Until 2012 a Thursday's holiday shortened the Friday after it, not the Wednesday before.
  if (date === 5 && weekday === FRIDAY && year < 2013) {
    return { period, note: 'day after Independence Day' }
  }
  return null
}

/** Whether a date of the month lies in its n-th seven days: the n-th Monday is a Monday in there. */
function isWeek(date: number, n: number): boolean {
  return date > (n - 1) * 7 && date <= n * 7
}

/** Whether a holiday of the given date is kept on this weekday: Saturday's on Friday, Sunday's on Monday. */
function isObserved(date: number, weekday: number, holiday: number): boolean {
  if (date === holiday) return true
  if (date === holiday - 1) return weekday === FRIDAY
  return date === holiday + 1 && weekday === MONDAY
}

function until(hour: number, minute = 0): LocalPeriod {
  return { from: clock(9, 30), to: clock(hour, minute) }
}
