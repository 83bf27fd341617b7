import { args } from '@adonisjs/core/ace'
import { timeText } from './_time_text.js'
import { TradingCommand } from './_trading_command.js'

const EVENTS_SHOWN = 10

/** Shows one strategy with its life so far. */
export default class StrategyShow extends TradingCommand {
  static override commandName = 'strategy:show'
  static override description = 'Show a strategy: settings, positions, its own state, what happened'

  @args.string({ description: 'Name of the strategy' })
  declare name: string

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { ports } = await this.trading()
    const key = { account: account.name, name: this.name }
    const row = await ports.strategyRecords.find(key)
    if (row === null) {
      return this.refuse(`${account.name} has no strategy "${this.name}"; strategy:list shows them`)
    }
    const all = await ports.records.positions(account.name)
    const positions = all.filter(({ strategy }) => strategy === this.name)
    const snapshot = await ports.strategyRecords.snapshot(key)
    const events = await ports.strategyRecords.events(key, EVENTS_SHOWN)
    this.answer({ strategy: row, positions, snapshot, events }, () => [
      `${row.name}: ${row.plugin} ${row.version ?? ''} on ${row.timeframe} bars of ${row.symbols.join(', ')}`,
      `state: ${row.state}${row.reason === null ? '' : `, ${row.reason}`}`,
      `parameters: ${
        Object.entries(row.parameters)
          .map(([name, value]) => `${name}=${value}`)
          .join(', ') || 'as its manifest has them'
      }`,
      ...positions.map((one) => `holds ${one.quantity} ${one.symbol} at ${one.averageCost}`),
      `its own state: ${snapshot?.state ?? 'not known yet'}`,
      ...events.map(({ atMs, event, detail, actor }) => {
        const at = timeText(atMs)
        return `${at} ${event} by ${actor}${detail === null ? '' : `: ${detail}`}`
      }),
    ])
  }
}
