import type { HttpContext } from '@adonisjs/core/http'
import { calendarSpan } from '#engine/market_data/calendar_span.js'
import { describeCalendar } from '#engine/market_data/describe_calendar.js'
import { invalid } from '#exceptions/api_problem'
import { calendarValidator } from '#validators/market'
import { queryOf } from '../asked.js'

/** When markets trade. */
export default class CalendarController {
  /** The two weeks from today when no dates are given. */
  async show(ctx: HttpContext) {
    const { market = 'US', from = null, to = null } = await queryOf(ctx, calendarValidator)
    const span = calendarSpan({ venue: market, from, to, nowMs: Date.now() })
    if (span.ok) return describeCalendar(span.value).json
    const [, field, message] = /^--(\w+): (.*)$/.exec(span.failure) ?? []
    throw invalid(field ?? 'from', message ?? span.failure)
  }
}
