import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { biasValidator, limitsValidator, reasonValidator } from '#validators/trading'
import { bodyOf } from '../asked.js'
import { accountOf, allowStrategy, askOnce, SOON_MS } from './account_request.js'
import { instant } from './views.js'

const HISTORY = 20

/** Limits and their multiplier. */
export default class RiskController {
  /** The limits in force, what waits to loosen them, and how they came about. */
  async limits(ctx: HttpContext) {
    const { ports } = await app.container.make('trading')
    const { name } = await accountOf(ctx)
    const [versions, changes] = await Promise.all([
      ports.risk.limits(name, HISTORY),
      ports.risk.limitChanges(name, HISTORY),
    ])
    const history = versions.map(({ atMs, ...version }) => ({ ...version, at: instant(atMs) }))
    const loosenings = changes.map(({ dueMs, ...change }) => ({ ...change, due: instant(dueMs) }))
    return {
      current: history[0] ?? null,
      waiting: loosenings.find(({ state }) => state === 'waiting') ?? null,
      history,
      loosenings,
    }
  }

  /** What tightens holds at once; what loosens waits 30 seconds and can be withdrawn until then. */
  async change(ctx: HttpContext) {
    await allowStrategy(ctx, 'manual')
    const { limits, reason } = await bodyOf(ctx, limitsValidator)
    const body = { limits, reason }
    const command = { kind: 'change_limits' as const, body, expiresInMs: SOON_MS }
    return askOnce(ctx, await accountOf(ctx), command)
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
    const [latest, words] = await Promise.all([
      ports.risk.latestBias(name),
      ports.risk.biasWords(name),
    ])
    return {
      effective: effectiveBiasOf(latest, ports.clock.nowMs()),
      words: words.map(({ atMs, ...word }) => ({ ...word, at: instant(atMs) })),
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
