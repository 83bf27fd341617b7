import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { notFound } from '#exceptions/api_problem'
import { traceListValidator } from '#validators/trading'
import { queryOf } from '../asked.js'
import { pageBy } from '../page.js'
import { accountOf } from './account_request.js'
import { instant } from './views.js'

const PAGE = 50

/** Signals and what became of them. */
export default class TracesController {
  /** Newest first; `next` is the `after` of the following page. */
  async index(ctx: HttpContext) {
    const { ports, traceId } = await app.container.make('trading')
    const given = await queryOf(ctx, traceListValidator)
    const { symbol = null, strategy = null, denied = false, limit = PAGE, after } = given
    const { name } = await accountOf(ctx)
    const filter = { symbol, strategy, isDenied: denied, limit: limit + 1, before: after }
    return pageBy(await ports.traces.latest(name, filter), limit, {
      view: ({ trace, atMs, ...row }) => ({
        id: traceId(name, trace),
        at: instant(atMs),
        ...row,
      }),
      number: ({ trace }) => trace,
    })
  }

  /** One, from the market seen to the fill. */
  async show(ctx: HttpContext) {
    const { ports, findTrace } = await app.container.make('trading')
    const found = await findTrace(ports, String(ctx.params.id))
    if (!found.ok) throw notFound('such trace')
    return { trace: found.value }
  }
}
