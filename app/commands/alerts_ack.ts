import { flags } from '@adonisjs/core/ace'
import { AlertCommand } from './_alert_command.js'
import { consoleActor } from './_console_actor.js'

const NOTE_LENGTH_MAX = 500

/** Say that you have seen an alert; it stays until it is over. */
export default class AlertsAck extends AlertCommand {
  static override commandName = 'alerts:ack'
  static override description = 'Say that you have seen an alert; it stays until it is over'

  @flags.string({ description: 'A note for the records' })
  declare note?: string

  override async run() {
    const id = this.alertNumber()
    if (id === null) return
    const note = this.note ?? ''
    if (note.length > NOTE_LENGTH_MAX) {
      return this.refuse(`--note has at most ${NOTE_LENGTH_MAX} characters, was ${note.length}`)
    }
    const { ports } = await this.trading()
    const isDone = await ports.alertRecords.acknowledge(id, consoleActor(), note)
    if (!isDone) return this.refuse(`alert ${id} is over already, or was never there`)
    this.answer({ alert: id }, () => [`alert ${id}: acknowledged`])
  }
}
