import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { invalid, notFound } from '#exceptions/api_problem'
import {
  orderChangeValidator,
  orderListValidator,
  orderValidator,
  reasonValidator,
} from '#validators/trading'
import { bodyOf, queryOf } from '../asked.js'
import { pageOf } from '../page.js'
import { accountOf, allowStrategy, askOnce, SOON_MS } from './account_request.js'
import { orderView } from './views.js'

const PAGE = 50

/** Orders: what became of them, and orders by hand. */
export default class OrdersController {
  /** Newest first; `next` is the `after` of the following page. */
  async index(ctx: HttpContext) {
    const { ports } = await app.container.make('trading')
    const given = await queryOf(ctx, orderListValidator)
    const { open, limit = PAGE, after, ...more } = given
    const { name } = await accountOf(ctx)
    const filter = { isOpen: open === true, limit: limit + 1, before: after, ...more }
    return pageOf(await ports.records.orders(name, filter), limit, orderView)
  }

  /** One, and the trace that it belongs to. */
  async show(ctx: HttpContext) {
    const { ports, traceId } = await app.container.make('trading')
    const { name } = await accountOf(ctx)
    const order = await ports.records.order(name, String(ctx.params.id))
    if (order === null) throw notFound('such order')
    const trace = await ports.traces.ofOrder(name, order.id)
    return { order: orderView(order), trace: trace === null ? null : traceId(name, trace) }
  }

  /** Places an order by hand; risk is asked as for every other. */
  async store(ctx: HttpContext) {
    const wish = await this.#wish(ctx)
    await allowStrategy(ctx, 'manual')
    const account = await accountOf(ctx)
    const command = { kind: 'place_order' as const, body: wish, expiresInMs: SOON_MS }
    ctx.response.status(201)
    return await askOnce(ctx, account, command)
  }

  /** Says what every risk rule would say to an order, without placing it. */
  async check(ctx: HttpContext) {
    const wish = await this.#wish(ctx)
    const account = await accountOf(ctx)
    return askOnce(ctx, account, { kind: 'check_order', body: wish, expiresInMs: SOON_MS })
  }

  /** Changes a working order. */
  async update(ctx: HttpContext) {
    const { quantity, limitPrice, stopPrice, reason } = await bodyOf(ctx, orderChangeValidator)
    const { account, order } = await this.#order(ctx)
    const body = {
      order: order.id,
      quantity: quantity ?? null,
      limitPrice: limitPrice ?? null,
      stopPrice: stopPrice ?? null,
      reason: reason ?? null,
    }
    return askOnce(ctx, account, { kind: 'replace_order', body, expiresInMs: SOON_MS })
  }

  /** Asks the broker to cancel an order. */
  async destroy(ctx: HttpContext) {
    const { reason } = await bodyOf(ctx, reasonValidator)
    const { account, order } = await this.#order(ctx)
    const body = { order: order.id, reason: reason ?? 'cancelled by hand' }
    return askOnce(ctx, account, { kind: 'cancel_order', body, expiresInMs: null })
  }

  async #wish(ctx: HttpContext) {
    const { readOrderWish } = await app.container.make('trading')
    const wish = readOrderWish(await bodyOf(ctx, orderValidator))
    if (!wish.ok) throw invalid('body', wish.failure)
    return { ...wish.value }
  }

  /** An order of the account that the caller may touch. */
  async #order(ctx: HttpContext) {
    const { ports } = await app.container.make('trading')
    const account = await accountOf(ctx)
    const order = await ports.records.order(account.name, String(ctx.params.id))
    if (order === null) throw notFound('such order')
    await allowStrategy(ctx, order.strategy)
    return { account, order }
  }
}
