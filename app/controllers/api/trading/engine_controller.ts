import type { HttpContext } from '@adonisjs/core/http'
import {
  closeValidator,
  flattenValidator,
  haltValidator,
  reasonValidator,
  reduceValidator,
} from '#validators/trading'
import { bodyOf } from '../asked.js'
import { accountOf, allowStrategy, askOnce, SOON_MS } from './account_request.js'

/** What stops, closes and goes on. */
export default class EngineController {
  /** The kill switch: no new risk, working entries are cancelled. */
  async halt(ctx: HttpContext) {
    const { reduceOnly, reason } = await bodyOf(ctx, haltValidator)
    const kind = reduceOnly === true ? ('reduce_only' as const) : ('halt' as const)
    return askOnce(ctx, await accountOf(ctx), { kind, body: { reason }, expiresInMs: null })
  }

  async resume(ctx: HttpContext) {
    const { reason = 'resumed by hand' } = await bodyOf(ctx, reasonValidator)
    // A resume that comes late would end a halt that it knows nothing of.
    const command = { kind: 'resume' as const, body: { reason }, expiresInMs: SOON_MS }
    return askOnce(ctx, await accountOf(ctx), command)
  }

  async close(ctx: HttpContext) {
    const { symbol, strategy = null, reason = 'closed by hand' } = await bodyOf(ctx, closeValidator)
    // Whoever is bound to strategies must name one of them.
    await allowStrategy(ctx, strategy ?? 'manual')
    const body = { symbol, strategy, reason }
    const command = { kind: 'close_position' as const, body, expiresInMs: null }
    return askOnce(ctx, await accountOf(ctx), command)
  }

  async reduce(ctx: HttpContext) {
    const given = await bodyOf(ctx, reduceValidator)
    const { symbol, strategy, fraction, reason = 'reduced by hand' } = given
    await allowStrategy(ctx, strategy)
    const body = { symbol, strategy, fraction, reason }
    // A part of what is held later is another part.
    const command = { kind: 'reduce_position' as const, body, expiresInMs: SOON_MS }
    return askOnce(ctx, await accountOf(ctx), command)
  }

  async flatten(ctx: HttpContext) {
    const { halt = false, reason = 'flattened by hand' } = await bodyOf(ctx, flattenValidator)
    await allowStrategy(ctx, 'manual')
    const command = { kind: 'flatten' as const, body: { halt, reason }, expiresInMs: null }
    return askOnce(ctx, await accountOf(ctx), command)
  }
}
