import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { CommandKind } from '#ports/command_inbox.js'
import { voiceValidator } from '#validators/trading'
import { bodyOf } from '../asked.js'
import { accountOf, allowStrategy, askOnce, SOON_MS } from './account_request.js'

/** Plugins that have a say in the risk of an account: rules that judge orders, agents that tighten limits. */
export default class VoicesController {
  async rules(ctx: HttpContext) {
    const { ports } = await app.container.make('trading')
    return { items: await ports.strategyRecords.rules((await accountOf(ctx)).name) }
  }

  async agents(ctx: HttpContext) {
    const { ports } = await app.container.make('trading')
    return { items: await ports.strategyRecords.agents((await accountOf(ctx)).name) }
  }

  enableRule = (ctx: HttpContext) => this.#enable(ctx, 'enable_rule')
  enableAgent = (ctx: HttpContext) => this.#enable(ctx, 'enable_agent')
  disableRule = (ctx: HttpContext) => this.#ask(ctx, 'disable_rule', {})
  disableAgent = (ctx: HttpContext) => this.#ask(ctx, 'disable_agent', {})

  async #enable(ctx: HttpContext, kind: CommandKind) {
    const { parameters = {} } = await bodyOf(ctx, voiceValidator)
    return this.#ask(ctx, kind, parameters)
  }

  async #ask(ctx: HttpContext, kind: CommandKind, parameters: Record<string, string>) {
    // They speak for the whole account: not for a token that is bound to one strategy of it.
    await allowStrategy(ctx, 'manual')
    const body = { plugin: String(ctx.params.plugin), parameters }
    return askOnce(ctx, await accountOf(ctx), { kind, body, expiresInMs: SOON_MS })
  }
}
