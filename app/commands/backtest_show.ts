import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { ReportModel } from '#engine/report/report_model.js'
import type { StoredRun } from '#ports/run_store.js'
import type { ContainerBindings } from '@adonisjs/core/types'

type BacktestRuntime = ContainerBindings['backtest']

/** Shows a stored backtest, writes its report, or runs it again. */
export default class BacktestShow extends BaseCommand {
  static override commandName = 'backtest:show'
  static override description = 'Show a stored backtest; --again repeats it and compares the orders'
  static override options: CommandOptions = { startApp: true }

  @args.string({ description: 'Id of the run, or how it begins' })
  declare runId: string
  @flags.boolean({
    description: 'Run it again with the code that ran then, and compare the order lists',
  })
  declare again: boolean
  @flags.string({ description: 'Write the report as one HTML file' })
  declare report: string
  @flags.boolean({ description: 'Print JSON instead of tables' })
  declare json: boolean

  override async run() {
    const runtime = await this.app.container.make('backtest')
    const { runs } = runtime.ports
    const stored = await runs.find(this.runId)
    if (stored === null) return this.#unknown(await runs.idsLike(this.runId))
    if (this.again) return this.#repeat(runtime, stored)
    const kept = await runs.artifact(stored.id, 'model')
    if (kept === null) return this.#fail(`the figures of ${stored.id} were not kept`)
    const model = JSON.parse(kept.toString('utf8')) as ReportModel
    if (this.report !== undefined) {
      const path = await runtime.writeReport(model, this.report)
      if (!this.json) console.log(`written: ${path}`)
    }
    if (this.json) {
      console.log(JSON.stringify({ ok: true, run: stored, trades: model.trades }, null, 2))
      return
    }
    const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined
    process.stdout.write(
      runtime.terminalSummary(model, { colour, width: process.stdout.columns ?? 100 })
    )
    console.log(`run ${stored.id}, order list ${stored.orderListHash.slice(0, 16)}`)
    console.log(`to repeat: ${model.command}`)
  }

  async #repeat(runtime: BacktestRuntime, stored: StoredRun): Promise<void> {
    const repeated = await runtime.repeatRun(stored, runtime.ports)
    if (!repeated.ok) return this.#fail(repeated.failure)
    const { isSame, storedHash, repeatedHash, changes } = repeated.value
    if (!isSame) this.exitCode = 1
    if (this.json) {
      console.log(JSON.stringify({ ok: isSame, runId: stored.id, ...repeated.value }, null, 2))
      return
    }
    if (isSame) console.log(`${stored.id} repeats: the same order list ${repeatedHash}`)
    else {
      console.error(
        `${stored.id} does not repeat: order list ${storedHash} then, ${repeatedHash} now`
      )
    }
    for (const change of changes) console.error(`note: ${change}`)
  }

  #unknown(alike: readonly string[]): void {
    const several = alike.length > 1 ? ` ${this.runId} begins ${alike.join(', ')}.` : ''
    this.#fail(`there is no backtest "${this.runId}".${several} See backtest:list.`, 2)
  }

  #fail(message: string, exitCode = 1): void {
    this.exitCode = exitCode
    if (this.json) console.log(JSON.stringify({ ok: false, message }, null, 2))
    else console.error(message)
  }
}
