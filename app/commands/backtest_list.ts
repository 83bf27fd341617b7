import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { limitFault } from './_limit.js'

/** Lists stored backtests, newest first. */
export default class BacktestList extends BaseCommand {
  static override commandName = 'backtest:list'
  static override description = 'List stored backtests, newest first'
  static override options: CommandOptions = { startApp: true }

  @flags.number({ description: 'How many to list at most', default: 20 })
  declare limit: number
  @flags.boolean({ description: 'Print JSON instead of a table' })
  declare json: boolean

  override async run() {
    const fault = limitFault(this.limit)
    if (fault !== null) {
      this.exitCode = 2
      console.error(fault)
      return
    }
    const { ports, formatTable } = await this.app.container.make('backtest')
    const stored = await ports.runs.list(this.limit)
    if (this.json) {
      console.log(JSON.stringify({ ok: true, runs: stored }, null, 2))
      return
    }
    if (stored.length === 0) {
      console.log('no backtests yet: node ace backtest momentum --symbols US.AAPL')
      return
    }
    const columns = [
      { title: 'Run' },
      { title: 'Started' },
      { title: 'Backtest' },
      { title: 'From' },
      { title: 'To' },
      { title: 'Return', isNumber: true },
      { title: 'Sharpe', isNumber: true },
      { title: 'Drawdown', isNumber: true },
      { title: 'Trades', isNumber: true },
    ]
    const percent = (value: number) => `${(value * 100).toFixed(2)} %`
    const rows = stored.map(({ id, startedAt, summary }) => [
      id,
      startedAt.toISOString().slice(0, 16).replace('T', ' '),
      summary.title,
      summary.fromDate,
      summary.toDate,
      percent(summary.totalReturn),
      summary.sharpe === null ? 'n/a' : summary.sharpe.toFixed(2),
      percent(summary.maxDrawdown),
      String(summary.trades),
    ])
    for (const line of formatTable(columns, rows)) console.log(line)
  }
}
