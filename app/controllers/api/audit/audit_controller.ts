import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { invalid } from '#exceptions/api_problem'
import type { AuditRow } from '#ports/audit_log.js'
import { auditListValidator } from '#validators/identity'
import { queryOf } from '../asked.js'
import { pageOf } from '../page.js'

const PAGE = 100

/** What was done, by whom. */
export default class AuditController {
  /** Latest entries first. */
  async index(ctx: HttpContext) {
    const { ports } = await app.container.make('identity')
    const { since, until, after, limit = PAGE, ...wanted } = await queryOf(ctx, auditListValidator)
    const times = { sinceMs: msOf('since', since), untilMs: msOf('until', until) }
    const rows = await ports.audit.list({ ...wanted, ...times, before: after, limit: limit + 1 })
    const { items: entries, next } = pageOf(rows, limit, entryView)
    return { entries, next }
  }

  /** Follows the whole chain of hashes. */
  async verify() {
    const { ports } = await app.container.make('identity')
    return ports.audit.verify()
  }
}

function entryView({ atMs, ...row }: AuditRow) {
  return { ...row, at: new Date(atMs).toISOString() }
}

function msOf(field: string, text: string | undefined): number | undefined {
  const ms = text === undefined ? undefined : Date.parse(text)
  if (Number.isNaN(ms)) throw invalid(field, 'must be a date like 2026-01-31')
  return ms
}
