import type { PositionRow } from '#ports/trading_records.js'
import { amountText } from './_amount_text.js'
import { TradingCommand } from './_trading_command.js'

/** Lists positions. */
export default class Positions extends TradingCommand {
  static override commandName = 'positions'
  static override description = 'List what is held, valued at the latest prices'

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { ports, formatTable } = await this.trading()
    const positions = await ports.records.positions(account.name)
    this.answer({ account: account.name, positions }, () =>
      positions.length === 0 ? ['nothing is held'] : formatTable(COLUMNS, positions.map(cellsOf))
    )
  }
}

const COLUMNS = [
  { title: 'symbol' },
  { title: 'strategy' },
  { title: 'quantity', isNumber: true },
  { title: 'average cost', isNumber: true },
  { title: 'price', isNumber: true },
  { title: 'value', isNumber: true },
  { title: 'realised', isNumber: true },
  { title: 'fees', isNumber: true },
]

function cellsOf(one: PositionRow): string[] {
  return [
    one.symbol,
    one.strategy,
    String(one.quantity),
    one.averageCost.toFixed(4),
    one.price.toFixed(4),
    amountText(one.value),
    amountText(one.realised),
    amountText(one.fees),
  ]
}
