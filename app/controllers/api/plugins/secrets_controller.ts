import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { invalid, notFound } from '#exceptions/api_problem'
import { secretValidator } from '#validators/plugins'
import { bodyOf } from '../asked.js'
import { dated } from '../dated.js'
import { leaveAudit } from '../leave_audit.js'
import { changed } from './change_notes.js'

/** Secrets that plugins may use and never see. Their values go in, and never out. */
export default class PluginSecretsController {
  async index() {
    const { ports } = await app.container.make('gateway')
    return { items: (await ports.secrets.list()).map(dated) }
  }

  async store(ctx: HttpContext) {
    const { name, value, hosts } = await bodyOf(ctx, secretValidator)
    const { ports, setSecret } = await app.container.make('gateway')
    await leaveAudit(ctx, 'secret.asked', `secret:${name}`, { what: 'set' })
    const set = await setSecret({ name, value, hosts, actor: ctx.caller!.actor }, ports)
    if (!set.ok) {
      throw invalid(set.failure.includes('value') ? 'value' : 'hosts', set.failure)
    }
    await changed()
    ctx.response.status(201)
    return { secret: dated(set.value) }
  }

  async destroy(ctx: HttpContext) {
    const name = String(ctx.params.id)
    const { ports, removeSecret } = await app.container.make('gateway')
    await leaveAudit(ctx, 'secret.asked', `secret:${name.slice(0, 100)}`, { what: 'remove' })
    if (!(await removeSecret({ name, actor: ctx.caller!.actor }, ports))) {
      throw notFound('such secret')
    }
    await changed()
    return { name }
  }
}
