import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { invalid } from '#exceptions/api_problem'
import type { AuditRow } from '#ports/audit_log.js'
import { auditListValidator, auditSheetValidator } from '#validators/identity'
import { queryOf } from '../asked.js'
import { csvLines, pagesOf, sendCsv, type CsvColumn } from '../csv.js'
import { pageOf } from '../page.js'

const PAGE = 100

/** The chain can be followed from the file: it has everything that a row's hash is made of. */
const COLUMNS: readonly CsvColumn<AuditRow>[] = [
  ['row', (one) => one.sequence],
  ['at_utc', (one) => new Date(one.atMs).toISOString()],
  ['actor', (one) => one.actor],
  ['action', (one) => one.action],
  ['subject', (one) => one.subject],
  ['detail', (one) => JSON.stringify(one.detail)],
  ['previous_hash', (one) => one.previousHash],
  ['hash', (one) => one.hash],
]

/** What was done, by whom. */
export default class AuditController {
  /** Latest entries first. */
  async index(ctx: HttpContext) {
    const { ports } = await app.container.make('identity')
    const { after, limit = PAGE, ...wanted } = await queryOf(ctx, auditListValidator)
    const rows = await ports.audit.list({ ...timed(wanted), before: after, limit: limit + 1 })
    const { items: entries, next } = pageOf(rows, limit, entryView)
    return { entries, next }
  }

  /** All that passes the filter as a file, latest first. */
  async sheet(ctx: HttpContext) {
    const { ports } = await app.container.make('identity')
    const filter = timed(await queryOf(ctx, auditSheetValidator))
    const pages = pagesOf(
      (page) => ports.audit.list({ ...filter, ...page }),
      ({ sequence }) => sequence
    )
    return sendCsv(ctx, 'audit', csvLines(COLUMNS, pages))
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

function timed<T extends { readonly since?: string; readonly until?: string }>(given: T) {
  const { since, until, ...wanted } = given
  return { ...wanted, sinceMs: msOf('since', since), untilMs: msOf('until', until) }
}

function msOf(field: string, text: string | undefined): number | undefined {
  const ms = text === undefined ? undefined : Date.parse(text)
  if (Number.isNaN(ms)) throw invalid(field, 'must be a date like 2026-01-31')
  return ms
}
