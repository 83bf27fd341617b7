import { civilDateOf, dayNumberOf, weekdayOf } from '../values/instant.js'
import { easterSunday } from './easter.js'
import { LUNAR_YEARS, lunarDatesOf, type LunarDates } from './hk_lunar_dates.js'
import { clock, type LocalPeriod, type TradingDay } from './trading_day.js'

/** The first and last dates that the tables cover. */
export const HK_FIRST_DAY = dayNumberOf(LUNAR_YEARS.first, 1, 1)
export const HK_LAST_DAY = dayNumberOf(LUNAR_YEARS.last, 12, 31)

const FRIDAY = 5
const SUNDAY = 7

/** Continuous trading of the securities market, as it was from each date on. */
const HOURS: readonly { readonly since: number; readonly periods: readonly LocalPeriod[] }[] = [
  { since: dayNumberOf(2012, 3, 5), periods: [span(9, 30, 12, 0), span(13, 0, 16, 0)] },
  { since: dayNumberOf(2011, 3, 7), periods: [span(9, 30, 12, 0), span(13, 30, 16, 0)] },
  { since: -Infinity, periods: [span(10, 0, 12, 30), span(14, 30, 16, 0)] },
]

/**
 * Days on which severe weather or a decision closed the market. Since 23 September 2024 the exchange
 * trades through typhoons and rainstorms; mornings lost to the weather before that are left out.
 */
const CLOSED: ReadonlyMap<number, string> = new Map([
  [dayNumberOf(1999, 9, 16), 'Typhoon York'],
  [dayNumberOf(1999, 12, 31), 'change of the millennium'],
  [dayNumberOf(2001, 7, 6), 'Typhoon Utor'],
  [dayNumberOf(2001, 7, 25), 'Typhoon Yutu'],
  [dayNumberOf(2008, 8, 6), 'Typhoon Kammuri'],
  [dayNumberOf(2008, 8, 22), 'Typhoon Nuri'],
  [dayNumberOf(2011, 9, 29), 'Typhoon Nesat'],
  [dayNumberOf(2013, 8, 14), 'Typhoon Utor'],
  [dayNumberOf(2015, 9, 3), '70 years after the war'],
  [dayNumberOf(2016, 8, 2), 'Typhoon Nida'],
  [dayNumberOf(2016, 10, 21), 'Typhoon Haima'],
  [dayNumberOf(2017, 8, 23), 'Typhoon Hato'],
  [dayNumberOf(2020, 10, 13), 'Typhoon Nangka'],
  [dayNumberOf(2021, 10, 13), 'Typhoon Kompasu'],
  [dayNumberOf(2023, 7, 17), 'Typhoon Talim'],
  [dayNumberOf(2023, 9, 1), 'Typhoon Saola'],
  [dayNumberOf(2023, 9, 8), 'black rainstorm'],
  [dayNumberOf(2024, 9, 6), 'Typhoon Yagi'],
])

/**
 * A date at the Hong Kong securities market: continuous trading, without the auctions before the open
 * and after the close.
 *
 * Holidays by the General Holidays Ordinance (Cap. 149): Sunday's are kept on Monday. Half days, without
 * an afternoon, are the eves of Christmas, of the New Year and of the Lunar New Year.
 */
export function hkDay(day: number): TradingDay {
  if (weekdayOf(day) > FRIDAY) return { type: 'closed', reason: 'weekend' }
  const { year, month, day: date } = civilDateOf(day)
  const lunar = lunarDatesOf(year)
  const reason =
    fixedHoliday(day) ?? (lunar && lunarHoliday(day, year, lunar)) ?? CLOSED.get(day) ?? null
  if (reason !== null) return { type: 'closed', reason }
  const { periods } = HOURS.find(({ since }) => day >= since)!
  const note =
    (month === 12 && date === 24 && 'Christmas Eve') ||
    (month === 12 && date === 31 && "New Year's Eve") ||
    (lunar !== null && day === dayIn(year, lunar.newYear) - 1 && "Lunar New Year's Eve") ||
    null
  return { type: 'open', periods: note === null ? periods : periods.slice(0, 1), note }
}

function fixedHoliday(day: number): string | null {
  const { year } = civilDateOf(day)
  const isKept = (month: number, date: number) => day === fromSunday(dayNumberOf(year, month, date))
  if (isKept(1, 1)) return 'the first day of January'
  const easter = easterSunday(year)
  if (day === easter - 2) return 'Good Friday'
  if (day === easter + 1) return 'Easter Monday'
  if (isKept(5, 1)) return 'Labour Day'
  if (isKept(7, 1)) return 'Establishment Day'
  if (isKept(10, 1)) return 'National Day'
  const christmas = dayNumberOf(year, 12, 25)
  if (day === christmas) return 'Christmas Day'
  // The first weekday after Christmas Day, where Saturday counts; and one more when that was a Sunday.
  const boxing = fromSunday(christmas + 1)
  if (day === boxing || (weekdayOf(christmas) === SUNDAY && day === boxing + 1)) {
    return 'after Christmas Day'
  }
  return null
}

function lunarHoliday(day: number, year: number, lunar: LunarDates): string | null {
  if (isLunarNewYear(day, year, lunar)) return 'Lunar New Year'
  if (day === chingMingKept(year, lunar)) return 'Ching Ming Festival'
  if (day === fromSunday(dayIn(year, lunar.buddha))) return "Buddha's Birthday"
  if (day === fromSunday(dayIn(year, lunar.tuenNg))) return 'Tuen Ng Festival'
  if (day === afterMidAutumn(year, lunar)) return 'after the Mid-Autumn Festival'
  if (day === fromSunday(dayIn(year, lunar.chungYeung))) return 'Chung Yeung Festival'
  return null
}

/**
 * The three days of the Lunar New Year. Where one of them is a Sunday, the fourth as well (since the
 * ordinance of 2011; before it, the eve).
 */
function isLunarNewYear(day: number, year: number, lunar: LunarDates): boolean {
  const first = dayIn(year, lunar.newYear)
  const hasSunday = nextSunday(first) <= first + 2
  const isModern = year >= 2012
  const from = hasSunday && !isModern ? first - 1 : first
  return day >= from && day <= first + (hasSunday && isModern ? 3 : 2)
}

/** Ching Ming, a day later where it would fall on Easter Monday. */
function chingMingKept(year: number, lunar: LunarDates): number {
  const kept = fromSunday(dayIn(year, lunar.chingMing))
  return kept === easterSunday(year) + 1 ? kept + 1 : kept
}

/**
 * The day after the festival. Where that is National Day, the next; where it is a Sunday, the Monday
 * (since the ordinance of 2011; before it, the Saturday of the festival itself).
 */
function afterMidAutumn(year: number, lunar: LunarDates): number {
  const after = dayIn(year, lunar.midAutumn) + 1
  if (after === dayNumberOf(year, 10, 1)) return after + 1
  if (weekdayOf(after) !== SUNDAY) return after
  return year >= 2012 ? after + 1 : after - 1
}

/** The day itself, or the Monday after a Sunday. */
function fromSunday(day: number): number {
  return weekdayOf(day) === SUNDAY ? day + 1 : day
}

/** The first Sunday on or after a day. */
function nextSunday(day: number): number {
  return day + SUNDAY - weekdayOf(day)
}

function dayIn(year: number, monthAndDate: number): number {
  return dayNumberOf(year, Math.floor(monthAndDate / 100), monthAndDate % 100)
}

function span(fromHour: number, fromMinute: number, toHour: number, toMinute: number): LocalPeriod {
  return { from: clock(fromHour, fromMinute), to: clock(toHour, toMinute) }
}
