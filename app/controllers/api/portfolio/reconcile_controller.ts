import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { notFound } from '#exceptions/api_problem'
import {
  decisionValidator,
  discrepancyListValidator,
  reconciliationListValidator,
} from '#validators/portfolio'
import { bodyOf, queryOf } from '../asked.js'
import { pageBy } from '../page.js'
import { accountOf, allowStrategy, askOnce } from '../trading/account_request.js'
import { discrepancyView, reconciliationView } from './views.js'

const PAGE = 50
/** A comparison that nobody made in this time is not made any more. */
const COMPARE_MS = 60_000

/** Whether our books and the broker's agree. */
export default class ReconcileController {
  async index(ctx: HttpContext) {
    const { limit = PAGE, after } = await queryOf(ctx, reconciliationListValidator)
    const { name } = await accountOf(ctx)
    const { ports } = await app.container.make('trading')
    const rows = await ports.reconcile.records.runs(name, limit + 1, after)
    return pageBy(rows, limit, { view: reconciliationView, number: ({ id }) => id })
  }

  async store(ctx: HttpContext) {
    await allowStrategy(ctx, 'manual')
    const command = { kind: 'reconcile' as const, body: {}, expiresInMs: COMPARE_MS }
    return askOnce(ctx, await accountOf(ctx), command)
  }

  async discrepancies(ctx: HttpContext) {
    const { all = false, limit = PAGE, after } = await queryOf(ctx, discrepancyListValidator)
    const { name } = await accountOf(ctx)
    const { ports } = await app.container.make('trading')
    const filter = { isOpen: !all, limit: limit + 1, before: after }
    const rows = await ports.reconcile.records.discrepancies(name, filter)
    return pageBy(rows, limit, { view: discrepancyView, number: ({ id }) => id })
  }

  async decide(ctx: HttpContext) {
    const { decision, reason = 'decided by hand' } = await bodyOf(ctx, decisionValidator)
    await allowStrategy(ctx, 'manual')
    const account = await accountOf(ctx)
    const id = String(ctx.params.id)
    if (!/^\d{1,15}$/.test(id)) throw notFound('such discrepancy')
    const { ports } = await app.container.make('trading')
    const found = await ports.reconcile.records.find(account.name, Number(id))
    if (found === null) throw notFound('such discrepancy')
    const body = { discrepancy: found.id, decision, reason }
    return askOnce(ctx, account, { kind: 'resolve_discrepancy', body, expiresInMs: null })
  }
}
