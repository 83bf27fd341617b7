import { flags } from '@adonisjs/core/ace'
import type { AlertRow } from '#ports/alerts.js'
import { TradingCommand } from './_trading_command.js'

const LIMIT_MAX = 10_000

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
    if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
      return this.refuse(`--limit must be a whole number from 1 to ${LIMIT_MAX}, was ${limit}`)
    }
    const { ports, formatTable, visible } = await this.trading()
    const filter = { isOpen: !(this.all ?? false), account: this.account ?? null, limit }
    const alerts = await ports.alertRecords.list(filter)
    this.answer({ alerts }, () => {
      if (alerts.length === 0) {
        return [this.all ? 'there was no alert yet' : 'nothing needs attention']
      }
      const rows = alerts.map((one) => cellsOf(one).map((cell) => visible(cell)))
      return [...formatTable(COLUMNS, rows), '', 'node ace alerts:show NUMBER says more']
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
    new Date(one.lastMs).toISOString().slice(0, 19).replace('T', ' '),
    String(one.times),
    one.title,
    one.key,
  ]
}
