import { sessionDayOf, type Venue } from '#kernel/instrument/venue.js'
import { dayNumberOf, formatDay } from '#kernel/values/instant.js'
import { err, ok, type Result } from '#kernel/values/result.js'

/** Dates of a market, both included, as day numbers. */
export interface CalendarSpan {
  readonly venue: Venue
  readonly fromDay: number
  readonly toDay: number
}

/** What a person asked for; `null` where a date was left out. */
export interface CalendarAsked {
  readonly venue: Venue
  readonly from: string | null
  readonly to: string | null
  readonly nowMs: number
}

const DEFAULT_DAYS = 14
/** Forty years. */
const DAYS_MAX = 14_610

/** The dates that are meant, two weeks from the market's today by default; a sentence when they make no sense. */
export function calendarSpan(asked: CalendarAsked): Result<CalendarSpan, string> {
  const { venue } = asked
  const from = asked.from === null ? sessionDayOf(venue, asked.nowMs) : dayOf(asked.from)
  if (from === null) return err(`--from: "${asked.from}" is not a date like 2026-01-31`)
  const to = asked.to === null ? from + DEFAULT_DAYS - 1 : dayOf(asked.to)
  if (to === null) return err(`--to: "${asked.to}" is not a date like 2026-01-31`)
  if (to < from) return err(`--to: ${formatDay(to)} is before ${formatDay(from)}`)
  if (to - from >= DAYS_MAX) return err('--to: ask for forty years at most')
  return ok({ venue, fromDay: from, toDay: to })
}

function dayOf(text: string): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  if (match === null) return null
  const day = dayNumberOf(Number(match[1]), Number(match[2]), Number(match[3]))
  return formatDay(day) === text ? day : null
}
