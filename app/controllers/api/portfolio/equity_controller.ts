import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { formatMicros } from '#kernel/values/micros.js'
import { equityValidator } from '#validators/equity'
import { queryOf } from '../asked.js'
import { accountOf } from '../trading/account_request.js'
import { instant } from '../trading/views.js'

/** What an account was worth over a time. */
export default class EquityController {
  async show(ctx: HttpContext) {
    const { range = '1d' } = await queryOf(ctx, equityValidator)
    const { name, currency } = await accountOf(ctx)
    const { ports, equityCourse } = await app.container.make('trading')
    const course = await equityCourse(ports.equity, name, { range, nowMs: Date.now() })
    return {
      currency,
      range,
      at: course.atMs.map(instant),
      equity: course.equity.map(formatMicros),
      drawdown: course.drawdown,
    }
  }
}
