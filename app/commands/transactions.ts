import { flags } from '@adonisjs/core/ace'
import type { TransactionRow } from '#ports/portfolio_records.js'
import { amountText } from './_amount_text.js'
import { limitFault } from './_limit.js'
import { timeText } from './_time_text.js'
import { TradingCommand } from './_trading_command.js'

/** Lists movements of cash. */
export default class Transactions extends TradingCommand {
  static override commandName = 'transactions'
  static override description = 'List every movement of cash, newest first'
  static override help = [
    'Types: deposit, trade, commission, dividend, cash_in_lieu, adjustment.',
    '{{ binaryName }} transactions --type dividend --since 2026-01-01',
  ]

  @flags.string({ description: 'One type alone' })
  declare type?: string

  @flags.string({ description: 'One strategy alone' })
  declare strategy?: string

  @flags.string({ description: 'One symbol alone' })
  declare symbol?: string

  @flags.string({ description: 'From a date or instant on (2026-01-31)' })
  declare since?: string

  @flags.number({ description: 'At most so many', default: 50 })
  declare limit: number

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { since, limit, type = null, strategy = null, symbol = null } = this
    const sinceMs = since === undefined ? null : Date.parse(since)
    if (Number.isNaN(sinceMs)) {
      this.refuse(`--since must be a date like 2026-01-31, was "${since}"`)
      return
    }
    const fault = limitFault(limit)
    if (fault !== null) return this.refuse(fault)
    const { ports, formatTable } = await this.trading()
    const filter = { type, strategy, symbol, sinceMs, limit }
    const transactions = await ports.portfolio.transactions(account.name, filter)
    this.answer({ account: account.name, transactions }, () =>
      transactions.length === 0
        ? ['no cash has moved']
        : formatTable(COLUMNS, transactions.map(cellsOf))
    )
  }
}

const COLUMNS = [
  { title: 'number', isNumber: true },
  { title: 'time (UTC)' },
  { title: 'type' },
  { title: 'symbol' },
  { title: 'strategy' },
  { title: 'quantity', isNumber: true },
  { title: 'price', isNumber: true },
  { title: 'amount', isNumber: true },
  { title: 'balance', isNumber: true },
]

function cellsOf(one: TransactionRow): string[] {
  return [
    String(one.sequence),
    timeText(one.atMs),
    one.type,
    one.symbol ?? '',
    one.strategy ?? '',
    one.quantity === null ? '' : String(one.quantity),
    one.price === null ? '' : one.price.toFixed(4),
    amountText(one.amount),
    amountText(one.balance),
  ]
}
