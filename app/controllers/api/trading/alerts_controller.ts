import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { notFound, refused } from '#exceptions/api_problem'
import { alertListValidator, noteValidator } from '#validators/trading'
import { leaveAudit } from '../leave_audit.js'
import { bodyOf, queryOf } from '../asked.js'
import { pageBy } from '../page.js'
import { alertView, instant } from './views.js'

const PAGE = 50

/** What needs attention. */
export default class AlertsController {
  async index(ctx: HttpContext) {
    const { ports } = await app.container.make('trading')
    const { all = false, limit = PAGE, after } = await queryOf(ctx, alertListValidator)
    const filter = { isOpen: !all, account: null, limit: limit + 1, before: after }
    const rows = await ports.alertRecords.list(filter)
    return pageBy(rows, limit, { view: alertView, number: ({ id }) => id })
  }

  async show({ params }: HttpContext) {
    const { ports } = await app.container.make('trading')
    const found = await ports.alertRecords.find(numberOf(params.id))
    if (found === null) throw notFound('such alert')
    const events = found.events.map(({ atMs, ...event }) => ({ ...event, at: instant(atMs) }))
    return { alert: alertView(found.row), events }
  }

  /** Says that a person has seen it; it stays until it is over. */
  async acknowledge(ctx: HttpContext) {
    const { params, caller } = ctx
    const { ports } = await app.container.make('trading')
    const { note = '' } = await bodyOf(ctx, noteValidator)
    const id = numberOf(params.id)
    const isDone = await ports.alertRecords.acknowledge(id, caller!.actor, note)
    if (!isDone) throw refused(`alert ${id} is over already, or was never there`)
    await leaveAudit(ctx, 'alert.acknowledged', `alert:${id}`, { note })
    return { alert: id }
  }

  /** Says that it is over. */
  async resolve(ctx: HttpContext) {
    const { params, caller } = ctx
    const { ports } = await app.container.make('trading')
    const { note = '' } = await bodyOf(ctx, noteValidator)
    const id = numberOf(params.id)
    const isDone = await ports.alertRecords.resolveByHand(id, caller!.actor, note)
    if (!isDone) throw refused(`alert ${id} is over already, or was never there`)
    await leaveAudit(ctx, 'alert.resolved', `alert:${id}`, { note })
    return { alert: id }
  }
}

function numberOf(text: unknown): number {
  if (/^\d{1,15}$/.test(String(text))) return Number(text)
  throw notFound('such alert')
}
