import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { biasValidator, limitsValidator, reasonValidator } from '#validators/trading'
import { ApiProblem, invalid } from '#exceptions/api_problem'
import AccessPolicy from '#policies/access_policy'
import { actorNames } from '../actor_names.js'
import { bodyOf } from '../asked.js'
import { accountOf, allowStrategy, askOnce, SOON_MS } from './account_request.js'
import { instant, standingView } from './views.js'

const HISTORY = 20

/** Limits and their multiplier. */
export default class RiskController {
  /** How much of each limit is used, and what the account may do. */
  async show(ctx: HttpContext) {
    const { ports, riskStanding } = await app.container.make('trading')
    const { name } = await accountOf(ctx)
    const nowMs = ports.clock.nowMs()
    return standingView(await ports.books.look(name, (book) => riskStanding(book, nowMs)))
  }

  /** Halts and their ends, newest first. */
  async modes(ctx: HttpContext) {
    const { ports } = await app.container.make('trading')
    const { name } = await accountOf(ctx)
    const [rows, nameOf] = await Promise.all([ports.risk.modes(name, HISTORY), actorNames()])
    return {
      items: rows.map(({ atMs, actor, ...row }) => ({
        ...row,
        actor,
        by: actor === null ? null : nameOf(actor),
        at: instant(atMs),
      })),
    }
  }

  /** The limits in force, what waits to loosen them, and how they came about. */
  async limits(ctx: HttpContext) {
    const { ports } = await app.container.make('trading')
    const { name } = await accountOf(ctx)
    const [versions, changes, nameOf] = await Promise.all([
      ports.risk.limits(name, HISTORY),
      ports.risk.limitChanges(name, HISTORY),
      actorNames(),
    ])
    const history = versions.map(({ atMs, ...version }) => ({
      ...version,
      by: nameOf(version.actor),
      at: instant(atMs),
    }))
    const loosenings = changes.map(({ dueMs, ...change }) => ({
      ...change,
      by: nameOf(change.actor),
      due: instant(dueMs),
    }))
    return {
      current: history[0] ?? null,
      waiting: loosenings.find(({ state }) => state === 'waiting') ?? null,
      history,
      loosenings,
    }
  }

  /**
   * What tightens holds at once, whenever the person logged in. What loosens wants a fresh login, waits 30
   * seconds and can be withdrawn until then.
   */
  async change(ctx: HttpContext) {
    await allowStrategy(ctx, 'manual')
    const { limits, reason } = await bodyOf(ctx, limitsValidator)
    const account = await accountOf(ctx)
    const { ports, loosens } = await app.container.make('trading')
    const { ports: identity } = await app.container.make('identity')
    const [current] = await ports.risk.limits(account.name, 1)
    const read = loosens(limits, current!.limits)
    if (!read.ok) throw invalid('body.limits', read.failure)
    const isFresh = await ctx.bouncer.with(AccessPolicy).allows('actFreshly', identity.now())
    if (read.value && !isFresh) {
      throw new ApiProblem(403, 'fresh_login_needed', 'give your password again to loosen a limit')
    }
    // The limits may be others by the time that the engine looks.
    const body = { limits, reason, ...(isFresh ? {} : { tightenOnly: true }) }
    const command = { kind: 'change_limits' as const, body, expiresInMs: SOON_MS }
    return askOnce(ctx, account, command)
  }

  async withdraw(ctx: HttpContext) {
    await allowStrategy(ctx, 'manual')
    const { reason = 'withdrawn by hand' } = await bodyOf(ctx, reasonValidator)
    const command = { kind: 'withdraw_limits' as const, body: { reason }, expiresInMs: null }
    return askOnce(ctx, await accountOf(ctx), command)
  }

  /** The multiplier that holds now, and what everybody said last. */
  async bias(ctx: HttpContext) {
    const { ports, effectiveBiasOf } = await app.container.make('trading')
    const { name } = await accountOf(ctx)
    const [latest, words, nameOf] = await Promise.all([
      ports.risk.latestBias(name),
      ports.risk.biasWords(name),
      actorNames(),
    ])
    return {
      effective: effectiveBiasOf(latest, ports.clock.nowMs()),
      words: words.map(({ atMs, ...word }) => ({
        ...word,
        by: nameOf(word.actor),
        at: instant(atMs),
      })),
    }
  }

  async setBias(ctx: HttpContext) {
    await allowStrategy(ctx, 'manual')
    const { bias, isLasting = false, reason } = await bodyOf(ctx, biasValidator)
    const body = { bias, lasting: isLasting, reason }
    const command = { kind: 'set_bias' as const, body, expiresInMs: SOON_MS }
    return askOnce(ctx, await accountOf(ctx), command)
  }
}
