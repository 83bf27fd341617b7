import type { StrategyRow } from '#ports/strategy_records.js'
import { timeText } from './_time_text.js'
import { TradingCommand } from './_trading_command.js'

/** Lists strategies. */
export default class StrategyList extends TradingCommand {
  static override commandName = 'strategy:list'
  static override description = 'List strategies and where they stand'

  override async run() {
    const { ports, formatTable } = await this.trading()
    const strategies = await ports.strategyRecords.list(this.account)
    const tradedBy = await ports.records.tradedBy()
    this.answer({ strategies, tradedBy }, () => {
      if (strategies.length === 0) {
        return ['there are no strategies yet: node ace strategy:create momentum --symbols US.AAPL']
      }
      const table = formatTable(COLUMNS, strategies.map(cellsOf))
      return tradedBy === null ? [...table, '', NOBODY] : table
    })
  }
}

const NOBODY = 'nobody trades: what is wanted starts with the server (npm start)'

const COLUMNS = [
  { title: 'account' },
  { title: 'name' },
  { title: 'plugin' },
  { title: 'version' },
  { title: 'symbols' },
  { title: 'bars' },
  { title: 'state' },
  { title: 'since (UTC)' },
  { title: 'reason' },
]

function cellsOf(row: StrategyRow): string[] {
  const { account, name, plugin, version, symbols, timeframe, state, stateMs, reason } = row
  return [
    account,
    name,
    plugin,
    version ?? '',
    symbols.length > 3
      ? `${symbols.slice(0, 3).join(', ')} +${symbols.length - 3}`
      : symbols.join(', '),
    timeframe,
    state,
    timeText(stateMs),
    reason ?? '',
  ]
}
