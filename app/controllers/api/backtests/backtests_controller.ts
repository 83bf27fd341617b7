import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { notFound } from '#exceptions/api_problem'
import type { ReportModel } from '#engine/report/report_model.js'
import { reportPolicy } from '#engine/report/report_policy.js'
import { runListValidator } from '#validators/backtests'
import { queryOf } from '../asked.js'
import { leaveAudit } from '../leave_audit.js'
import { runLine, runView } from './views.js'

const PAGE = 50

/** Backtests that were run. */
export default class BacktestsController {
  /** Newest first; `next` is the `after` of the following page. */
  async index(ctx: HttpContext) {
    const { limit = PAGE, after } = await queryOf(ctx, runListValidator)
    const { runs } = (await app.container.make('backtest')).ports
    const rows = await runs.list(limit + 1, after)
    const page = rows.slice(0, limit)
    return {
      items: page.map(runLine),
      next: rows.length > limit ? page.at(-1)!.id : null,
    }
  }

  /**
   * `tries` counts the stored runs of its strategies on its symbols, this one among them; `spans` the different
   * dates that they were over.
   */
  async show(ctx: HttpContext) {
    const run = await this.#run(ctx)
    const { runs } = (await app.container.make('backtest')).ports
    return { run: { ...runView(run), ...(await runs.countTries(run)) } }
  }

  /** What the report is made of: figures, equity, trades, orders. */
  async result(ctx: HttpContext) {
    const { id } = await this.#run(ctx)
    return { result: JSON.parse((await artifact(id, 'model')).toString('utf8')) as ReportModel }
  }

  /** The report as a page. */
  async report(ctx: HttpContext) {
    const { id } = await this.#run(ctx)
    const page = (await artifact(id, 'report_html')).toString('utf8')
    return ctx.response
      .header('content-security-policy', reportPolicy(page))
      .type('text/html')
      .send(page)
  }

  async destroy(ctx: HttpContext) {
    const { id, summary } = await this.#run(ctx)
    const { runs } = (await app.container.make('backtest')).ports
    await runs.remove(id)
    await leaveAudit(ctx, 'backtest.removed', `backtest:${id}`, { title: summary.title })
    return { removed: id }
  }

  async #run({ params }: HttpContext) {
    const { runs } = (await app.container.make('backtest')).ports
    const id = String(params.id)
    const run = await runs.find(id)
    // The beginning of an id is for people at a keyboard.
    if (run?.id !== id) throw notFound('such backtest')
    return run
  }
}

async function artifact(id: string, kind: string): Promise<Buffer> {
  const { runs } = (await app.container.make('backtest')).ports
  const found = await runs.artifact(id, kind)
  if (found === null) throw notFound(`${kind} of ${id}`)
  return found
}
