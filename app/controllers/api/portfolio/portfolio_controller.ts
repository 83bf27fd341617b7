import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { Venue } from '#kernel/instrument/venue.js'
import { formatMicros } from '#kernel/values/micros.js'
import type { AccountRow } from '#ports/trading_records.js'
import { notFound } from '#exceptions/api_problem'
import { pnlValidator } from '#validators/portfolio'
import { queryOf } from '../asked.js'
import { hasSeen } from '../entity_tag.js'
import { accountOf } from '../trading/account_request.js'
import { instant } from '../trading/views.js'
import { dayView, portfolioView, resultView } from './views.js'

/** Closes that are read to know what a position has done since the last one. */
const CLOSES_READ = 2

/** What an account holds and has earned. */
export default class PortfolioController {
  async show(ctx: HttpContext) {
    const account = await accountOf(ctx)
    if (hasSeen(ctx, await tagOf(account))) return
    const { ports, rebuild, portfolioOf, holdingsOf } = await app.container.make('trading')
    const [{ book }, days] = await Promise.all([
      rebuild(ports.journal, account.name),
      ports.portfolio.days(account.name, CLOSES_READ),
    ])
    const portfolio = portfolioOf(book)
    const venue: Venue = account.currency === 'HKD' ? 'HK' : 'US'
    return portfolioView(portfolio, holdingsOf(portfolio, { days, venue }))
  }

  /** All returns are measured on the money of the account. */
  async pnl(ctx: HttpContext) {
    const { strategy, days: wanted = 0 } = await queryOf(ctx, pnlValidator)
    const account = await accountOf(ctx)
    if (hasSeen(ctx, await tagOf(account))) return
    const { ports, accountResults, sessionProfits } = await app.container.make('trading')
    const { portfolio, days, results, tradesSinceMs } = await accountResults(ports, account)
    const shown = results.filter((one) => strategy === undefined || one.strategy === strategy)
    if (shown.length === 0) throw notFound('trade of that strategy')
    const profits = wanted === 0 ? [] : sessionProfits(days.slice(-wanted - 1)).slice(-wanted)
    const closes = wanted === 0 ? [] : days.slice(-wanted)
    return {
      currency: account.currency,
      equity: formatMicros(portfolio.equity),
      tradesSince: tradesSinceMs === null ? null : instant(tradesSinceMs),
      results: shown.map(resultView),
      days: closes.map((day, at) => dayView(day, profits[at]!)),
    }
  }
}

/** Everything here follows from the journal and from the closes. */
async function tagOf({ name, lastSequence }: AccountRow): Promise<string> {
  const { ports } = await app.container.make('trading')
  return `${name}-${lastSequence}-${await ports.portfolio.lastCloseMs(name)}`
}
