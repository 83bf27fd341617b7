import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { invalid } from '#exceptions/api_problem'
import {
  fillListValidator,
  tradeListValidator,
  transactionListValidator,
} from '#validators/portfolio'
import { queryOf } from '../asked.js'
import { pageOf } from '../page.js'
import { accountOf } from '../trading/account_request.js'
import { fillView, tradeView, transactionView } from './views.js'

const PAGE = 50

/** How cash moved, and what was executed and closed. */
export default class LedgerController {
  async transactions(ctx: HttpContext) {
    const given = await queryOf(ctx, transactionListValidator)
    const { type = null, strategy = null, symbol = null, since, limit = PAGE, after } = given
    const { name } = await accountOf(ctx)
    const { ports } = await app.container.make('trading')
    const filter = {
      type,
      strategy,
      symbol,
      sinceMs: sinceMsOf(since),
      limit: limit + 1,
      before: after,
    }
    return pageOf(await ports.portfolio.transactions(name, filter), limit, transactionView)
  }

  async fills(ctx: HttpContext) {
    const { limit = PAGE, after, ...filter } = await queryOf(ctx, fillListValidator)
    const { name } = await accountOf(ctx)
    const { ports } = await app.container.make('trading')
    const wanted = { ...filter, limit: limit + 1, before: after }
    return pageOf(await ports.portfolio.fills(name, wanted), limit, fillView)
  }

  async trades(ctx: HttpContext) {
    const { limit = PAGE, after, ...filter } = await queryOf(ctx, tradeListValidator)
    const { name } = await accountOf(ctx)
    const { ports } = await app.container.make('trading')
    const wanted = { ...filter, limit: limit + 1, before: after }
    return pageOf(await ports.portfolio.closedTrades(name, wanted), limit, tradeView)
  }
}

/** The instant of a date, `null` for none; refuses a date that no calendar has. */
export function sinceMsOf(since: string | undefined): number | null {
  const sinceMs = since === undefined ? null : Date.parse(since)
  if (Number.isNaN(sinceMs)) throw invalid('since', 'must be a date like 2026-01-31')
  return sinceMs
}
