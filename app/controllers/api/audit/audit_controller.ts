import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import vine from '@vinejs/vine'

const listValidator = vine.create({
  subject: vine.string().maxLength(200).optional(),
  limit: vine.number().min(1).max(500).withoutDecimals().optional(),
})

/** What was done, by whom. */
export default class AuditController {
  /** Latest entries first. */
  async index({ request }: HttpContext) {
    const { ports } = await app.container.make('identity')
    const { subject, limit = 100 } = await listValidator.validate(request.qs())
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
