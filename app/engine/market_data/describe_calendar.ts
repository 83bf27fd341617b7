import { closureOn, isCovered, sessionOn } from '#kernel/calendar/trading_session.js'
import { formatDay, formatInstant, weekdayOf } from '#kernel/values/instant.js'
import { formatTable } from '../text_table.js'
import type { CalendarSpan } from './calendar_span.js'

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const COLUMNS = [{ title: 'Date' }, { title: 'Day' }, { title: 'Trading (UTC)' }, { title: 'Note' }]

interface CalendarRow {
  readonly date: string
  readonly weekday: string
  readonly periods: readonly { readonly open: string; readonly close: string }[]
  readonly note: string | null
  /** Whether the holidays of the date are known. */
  readonly isCovered: boolean
}

/** The dates of a market without weekends. */
interface MarketDays {
  readonly market: CalendarSpan['venue']
  readonly days: readonly CalendarRow[]
}

/** The dates of a market without weekends, for JSON and as lines of a table. */
export function describeCalendar(span: CalendarSpan): { json: MarketDays; lines: string[] } {
  const rows: CalendarRow[] = []
  for (let day = span.fromDay; day <= span.toDay; day++) {
    const reason = closureOn(span.venue, day)
    if (reason === 'weekend') continue
    const session = sessionOn(span.venue, day)
    const periods = (session?.periods ?? []).map(({ openMs, closeMs }) => ({
      open: formatInstant(openMs),
      close: formatInstant(closeMs),
    }))
    const note = session === null ? reason : session.note
    rows.push({
      date: formatDay(day),
      weekday: WEEKDAYS[weekdayOf(day) - 1]!,
      periods,
      note,
      isCovered: isCovered(span.venue, day),
    })
  }
  const lines = formatTable(COLUMNS, rows.map(cells))
  if (rows.some((row) => !row.isCovered)) {
    lines.push('? holidays of these dates are not known; see docs/calendar.md')
  }
  return { json: { market: span.venue, days: rows }, lines }
}

function cells(row: CalendarRow): string[] {
  const clock = (text: string) => text.slice(11, 16)
  const periods = row.periods.map(({ open, close }) => `${clock(open)}-${clock(close)}`)
  const hours = periods.length === 0 ? 'closed' : periods.join(', ')
  return [row.isCovered ? row.date : `${row.date} ?`, row.weekday, hours, row.note ?? '']
}
