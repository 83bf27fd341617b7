import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { Venue } from '#kernel/instrument/venue.js'
import { formatMicros } from '#kernel/values/micros.js'
import { notFound } from '#exceptions/api_problem'
import { pnlValidator } from '#validators/portfolio'
import { queryOf } from '../asked.js'
import { accountOf } from '../trading/account_request.js'
import { dayView, portfolioView, resultView } from './views.js'

/** Sessions that figures by the year are reckoned from: eight years. */
const DAYS_READ = 2_000

/** What an account holds and has earned. */
export default class PortfolioController {
  async show(ctx: HttpContext) {
    return portfolioView(await portfolio((await accountOf(ctx)).name))
  }

  /** All returns are measured on the money of the account. */
  async pnl(ctx: HttpContext) {
    const { strategy, days: wanted = 0 } = await queryOf(ctx, pnlValidator)
    const { name, currency } = await accountOf(ctx)
    const { ports, resultsOf } = await app.container.make('trading')
    const [held, days, trades, openedMs] = await Promise.all([
      portfolio(name),
      ports.portfolio.days(name, DAYS_READ),
      ports.portfolio.trades(name),
      ports.reconcile.records.openedMs(name),
    ])
    const venue: Venue = currency === 'HKD' ? 'HK' : 'US'
    const results = resultsOf({ portfolio: held, days, trades, venue, openedMs })
    const shown = results.filter((one) => strategy === undefined || one.strategy === strategy)
    if (shown.length === 0) throw notFound('trade of that strategy')
    return {
      currency,
      equity: formatMicros(held.equity),
      results: shown.map(resultView),
      days: wanted === 0 ? [] : days.slice(-wanted).map(dayView),
    }
  }
}

/** As the journal has it now, read beside a running engine. */
async function portfolio(account: string) {
  const { ports, rebuild, portfolioOf } = await app.container.make('trading')
  return portfolioOf((await rebuild(ports.journal, account)).book)
}
