import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { notFound, refused } from '#exceptions/api_problem'
import { draftValidator, reasonValidator } from '#validators/trading'
import type { StrategyRow } from '#ports/strategy_records.js'
import type { AccountRow } from '#ports/trading_records.js'
import { actorNames } from '../actor_names.js'
import { bodyOf } from '../asked.js'
import { accountOf, allowStrategy, askOnce, idempotencyKey, SOON_MS } from './account_request.js'
import { instant } from './views.js'

const HISTORY = 20

/** Drafts of the parameters of strategies: they run nowhere until they are applied. */
export default class DraftsController {
  async show(ctx: HttpContext) {
    const { row } = await this.#row(ctx)
    return this.#view(row)
  }

  async update(ctx: HttpContext) {
    const { parameters } = await bodyOf(ctx, draftValidator)
    const { row } = await this.#row(ctx)
    await allowStrategy(ctx, row.name)
    const { ports } = await app.container.make('trading')
    const before = await ports.drafts.draft(row)
    const base = before?.base ?? row.parametersVersion
    const { actor } = ctx.caller!
    await ports.drafts.saveDraft(row, { parameters, base, actor, atMs: ports.clock.nowMs() })
    return this.#view(row)
  }

  async destroy(ctx: HttpContext) {
    const { row } = await this.#row(ctx)
    await allowStrategy(ctx, row.name)
    const { ports } = await app.container.make('trading')
    if (!(await ports.drafts.removeDraft(row))) throw notFound('draft of that strategy')
    return this.#view(row)
  }

  /** Makes the draft the parameters of the strategy; one that runs begins anew with them. */
  async apply(ctx: HttpContext) {
    const { reason = 'applied by hand' } = await bodyOf(ctx, reasonValidator)
    const { row, account } = await this.#row(ctx)
    await allowStrategy(ctx, row.name)
    const { ports } = await app.container.make('trading')
    const command = `${ctx.caller!.actor}:${idempotencyKey(ctx)}`
    const known = await ports.inbox.state(command)
    // The draft is gone once it was applied; whoever did not hear so asks again under the same key.
    if (known?.status === 'done' && known.detail?.strategy === row.name) {
      return { command, ...known.detail }
    }
    const draft = await ports.drafts.draft(row)
    if (draft === null) throw refused(`${row.name} has no draft; its parameters are as they were`)
    const body = { strategy: row.name, parameters: draft.parameters, base: draft.base, reason }
    return askOnce(ctx, account, { kind: 'change_parameters', body, expiresInMs: SOON_MS })
  }

  async #view(row: StrategyRow) {
    const { ports, draftOf } = await app.container.make('trading')
    const [view, versions, nameOf] = await Promise.all([
      draftOf(row, ports),
      ports.drafts.versions(row, HISTORY),
      actorNames(),
    ])
    const { draft } = view
    return {
      ...view,
      draft:
        draft === null
          ? null
          : {
              parameters: draft.parameters,
              base: draft.base,
              by: nameOf(draft.actor),
              at: instant(draft.atMs),
            },
      versions: versions.map(({ atMs, actor, ...one }) => ({
        ...one,
        by: nameOf(actor),
        at: instant(atMs),
      })),
    }
  }

  async #row(ctx: HttpContext): Promise<{ account: AccountRow; row: StrategyRow }> {
    const { ports } = await app.container.make('trading')
    const account = await accountOf(ctx)
    const name = String(ctx.params.name)
    const row = await ports.strategyRecords.find({ account: account.name, name })
    if (row === null) throw notFound('such strategy')
    return { account, row }
  }
}
