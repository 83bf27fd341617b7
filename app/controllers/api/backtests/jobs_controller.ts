import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { ApiProblem, notFound, refused } from '#exceptions/api_problem'
import { backtestValidator } from '#validators/backtests'
import { bodyOf } from '../asked.js'
import { leaveAudit } from '../leave_audit.js'
import { idempotencyKey } from '../trading/account_request.js'
import { textsOf } from './asked_backtest.js'
import { jobView } from './views.js'

/** Backtests that are to be run: one runs, some wait. */
export default class JobsController {
  async index() {
    const desk = await app.container.make('backtest_desk')
    return { items: desk.list().map(jobView) }
  }

  async show({ params }: HttpContext) {
    const desk = await app.container.make('backtest_desk')
    const job = desk.find(String(params.id))
    if (job === null) throw notFound('such job; what was stored is in the list of backtests')
    return { job: jobView(job) }
  }

  async store(ctx: HttpContext) {
    const body = await bodyOf(ctx, backtestValidator)
    const key = idempotencyKey(ctx)
    const asked = textsOf(body)
    const desk = await app.container.make('backtest_desk')
    const symbols = body.symbols.slice(0, 5).join(', ')
    const title = `${body.strategies.map(({ plugin }) => plugin).join(' + ')} on ${symbols}`
    const taken = desk.ask({ key, actor: ctx.caller!.actor, title, asked })
    if (!taken.ok) {
      const { code, message } = taken.failure
      throw new ApiProblem(code === 'too_many' ? 429 : 409, code, message)
    }
    const job = taken.value
    await leaveAudit(ctx, 'backtest.asked', `backtest:${job.id}`, { title, asked: body })
    ctx.response.status(202)
    return { job: jobView(job) }
  }

  /** Cancels; what was stored already stays. */
  async destroy(ctx: HttpContext) {
    const desk = await app.container.make('backtest_desk')
    const id = String(ctx.params.id)
    if (desk.find(id) === null) throw notFound('such job')
    if (!desk.cancel(id)) throw refused(`job ${id} is over already`)
    await leaveAudit(ctx, 'backtest.cancelled', `backtest:${id}`, {})
    return { job: jobView(desk.find(id)!) }
  }
}
