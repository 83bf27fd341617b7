import type { AlertEvent, AlertRow } from '#ports/alerts.js'
import { AlertCommand } from './_alert_command.js'
import { timeText } from './_time_text.js'

/** Shows one alert. */
export default class AlertsShow extends AlertCommand {
  static override commandName = 'alerts:show'
  static override description = 'Show one alert: what happened, how often, and who saw it'

  override async run() {
    const id = this.alertNumber()
    if (id === null) return
    const { ports } = await this.trading()
    const found = await ports.alertRecords.find(id)
    if (found === null) {
      return this.refuse(`there is no alert ${id}: node ace alerts --all lists them`)
    }
    const { row, events } = found
    this.answer({ alert: row, events }, () => [...rowLines(row), '', ...events.map(eventLine)])
  }
}

function rowLines(row: AlertRow): string[] {
  const { id, severity, state, title, body, key, times, firstMs, lastMs, account, subject } = row
  return [
    `#${id}  ${severity}, ${state}: ${title}`,
    body,
    '',
    `key      ${key}`,
    ...(account === null ? [] : [`account  ${account}`]),
    ...(subject === null ? [] : [`about    ${subject}`]),
    `raised   ${times} times, first ${instant(firstMs)}, last ${instant(lastMs)}`,
  ]
}

function eventLine({ atMs, type, actor, note }: AlertEvent): string {
  return `${instant(atMs)}  ${type.padEnd(12)}  ${actor}${note === '' ? '' : `: ${note}`}`
}

function instant(atMs: number): string {
  return `${timeText(atMs)} UTC`
}
