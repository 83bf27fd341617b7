import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { dated } from '../dated.js'
import { leaveAudit } from '../leave_audit.js'
import { changed } from './change_notes.js'
import { done } from './refusals.js'

/** Keys of publishers: whom this installation believes. */
export default class PublisherKeysController {
  async index() {
    const { ports, listKeys } = await app.container.make('plugins')
    return { items: (await listKeys(ports)).map(dated) }
  }

  async destroy(ctx: HttpContext) {
    const { ports, forgetKey } = await app.container.make('plugins')
    return this.#change(ctx, 'forget', (asked) => forgetKey(asked, ports))
  }

  async trust(ctx: HttpContext) {
    const { ports, trustKeyAgain } = await app.container.make('plugins')
    return this.#change(ctx, 'trust', (asked) => trustKeyAgain(asked, ports))
  }

  async #change<T extends object>(
    ctx: HttpContext,
    what: string,
    change: (asked: { keyId: string; actor: string }) => Promise<Parameters<typeof done<T>>[0]>
  ) {
    const keyId = String(ctx.params.id)
    await leaveAudit(ctx, 'key.asked', `key:${keyId.slice(0, 100)}`, { what })
    const key = done(await change({ keyId, actor: ctx.caller!.actor }))
    await changed()
    return { key: dated(key) }
  }
}
