import { args, BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { leaveAudit } from './_console_audit.js'

/** Removes a stored backtest. */
export default class BacktestRemove extends BaseCommand {
  static override commandName = 'backtest:remove'
  static override description = 'Remove a stored backtest with its report'
  static override options: CommandOptions = { startApp: true }

  @args.string({ description: 'Whole id of the run' })
  declare runId: string

  override async run() {
    const { ports } = await this.app.container.make('backtest')
    if (await ports.runs.remove(this.runId)) {
      await leaveAudit(this.app, 'backtest.removed', `backtest:${this.runId}`, {})
      console.log(`removed ${this.runId}`)
      return
    }
    this.exitCode = 2
    console.error(`there is no backtest "${this.runId}"; see backtest:list`)
  }
}
