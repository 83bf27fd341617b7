import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { auditListValidator } from '#validators/identity'
import { queryOf } from '../asked.js'

/** What was done, by whom. */
export default class AuditController {
  /** Latest entries first. */
  async index(ctx: HttpContext) {
    const { ports } = await app.container.make('identity')
    const { subject, limit = 100 } = await queryOf(ctx, auditListValidator)
    const rows = await ports.audit.list({ ...(subject === undefined ? {} : { subject }), limit })
    return {
      entries: rows.map(({ atMs, ...row }) => ({ ...row, at: new Date(atMs).toISOString() })),
    }
  }

  /** Follows the whole chain of hashes. */
  async verify() {
    const { ports } = await app.container.make('identity')
    return ports.audit.verify()
  }
}
