import { flags } from '@adonisjs/core/ace'
import type { AlertRow } from '#ports/alerts.js'
import { limitFault } from './_limit.js'
import { timeText } from './_time_text.js'
import { TradingCommand } from './_trading_command.js'

/** Lists alerts. */
export default class AlertsList extends TradingCommand {
  static override commandName = 'alerts'
  static override description = 'List what needs attention, the gravest first'

  @flags.boolean({ description: 'What is over as well' })
  declare all: boolean

  @flags.number({ description: 'How many (50)' })
  declare limit?: number

  override async run() {
    const limit = this.limit ?? 50
    const fault = limitFault(limit)
    if (fault !== null) return this.refuse(fault)
    const { ports, formatTable } = await this.trading()
    const filter = { isOpen: !(this.all ?? false), account: this.account ?? null, limit }
    const alerts = await ports.alertRecords.list(filter)
    this.answer({ alerts }, () => {
      if (alerts.length === 0) {
        return [this.all ? 'there was no alert yet' : 'nothing needs attention']
      }
      return [
        ...formatTable(COLUMNS, alerts.map(cellsOf)),
        '',
        'node ace alerts:show NUMBER says more',
      ]
    })
  }
}

const COLUMNS = [
  { title: '#', isNumber: true },
  { title: 'severity' },
  { title: 'state' },
  { title: 'last (UTC)' },
  { title: 'times', isNumber: true },
  { title: 'what' },
  { title: 'key' },
]

function cellsOf(one: AlertRow): string[] {
  return [
    String(one.id),
    one.severity,
    one.state,
    timeText(one.lastMs),
    String(one.times),
    one.title,
    one.key,
  ]
}
