import { flags } from '@adonisjs/core/ace'
import type { OrderRow } from '#ports/trading_records.js'
import { limitFault } from './_limit.js'
import { timeText } from './_time_text.js'
import { TradingCommand } from './_trading_command.js'

/** Lists orders. */
export default class Orders extends TradingCommand {
  static override commandName = 'orders'
  static override description = 'List orders, the newest first'

  @flags.boolean({ description: 'Only those that can still trade' })
  declare open: boolean

  @flags.number({ description: 'How many (20)' })
  declare limit?: number

  override async run() {
    const limit = this.limit ?? 20
    const fault = limitFault(limit)
    if (fault !== null) return this.refuse(fault)
    const account = await this.chosenAccount()
    if (account === null) return
    const { ports, formatTable } = await this.trading()
    const filter = { isOpen: this.open ?? false, limit }
    const orders = await ports.records.orders(account.name, filter)
    this.answer({ account: account.name, orders }, () =>
      orders.length === 0
        ? [this.open ? 'no order is open' : 'there are no orders yet']
        : formatTable(COLUMNS, orders.map(cellsOf))
    )
  }
}

const COLUMNS = [
  { title: 'order' },
  { title: 'made (UTC)' },
  { title: 'strategy' },
  { title: 'symbol' },
  { title: 'side' },
  { title: 'type' },
  { title: 'quantity', isNumber: true },
  { title: 'filled', isNumber: true },
  { title: 'average', isNumber: true },
  { title: 'limit', isNumber: true },
  { title: 'stop', isNumber: true },
  { title: 'state' },
  { title: 'remark' },
]

function cellsOf(one: OrderRow): string[] {
  return [
    one.id,
    timeText(one.createdMs),
    one.strategy,
    one.symbol,
    one.side,
    one.type,
    String(one.quantity),
    String(one.filled),
    one.filled > 0 ? one.averagePrice.toFixed(4) : '',
    one.limitPrice?.toString() ?? '',
    one.stopPrice?.toString() ?? '',
    one.state,
    one.remark ?? '',
  ]
}
