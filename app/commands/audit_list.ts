import { flags } from '@adonisjs/core/ace'
import { GatewayCommand } from './_gateway_command.js'
import { limitFault } from './_limit.js'
import { timeText } from './_time_text.js'

/** Shows the latest rows of the audit log. */
export default class AuditList extends GatewayCommand {
  static override commandName = 'audit:list'
  static override description = 'Show who did what: the latest rows of the audit log'

  @flags.string({ description: 'Only about this: plugin:momentum, secret:api_key' })
  declare subject?: string

  @flags.number({ description: 'How many rows (20)' })
  declare limit?: number

  override async run() {
    const limit = this.limit ?? 20
    const fault = limitFault(limit)
    if (fault !== null) return this.refuse(fault)
    const { ports, formatTable, visible } = await this.gateway()
    const filter = this.subject === undefined ? { limit } : { limit, subject: this.subject }
    const rows = await ports.audit.list(filter)
    this.answer({ rows }, () => {
      if (rows.length === 0) return ['nothing is in the audit log yet']
      const titles = ['#', 'at (UTC)', 'actor', 'action', 'subject', 'detail']
      return formatTable(
        titles.map((title) => ({ title, isNumber: title === '#' })),
        rows.map(({ sequence, atMs, actor, action, subject, detail }) => [
          String(sequence),
          timeText(atMs),
          visible(actor),
          visible(action),
          visible(subject),
          shortText(visible(JSON.stringify(detail))),
        ])
      )
    })
  }
}

function shortText(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 117)}...`
}
