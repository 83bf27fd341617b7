import { flags } from '@adonisjs/core/ace'
import { AlertCommand } from './_alert_command.js'
import { consoleActor } from './_console_actor.js'

const NOTE_LENGTH_MAX = 500

/** Say that an alert is over; it opens again when it is raised again. */
export default class AlertsResolve extends AlertCommand {
  static override commandName = 'alerts:resolve'
  static override description = 'Say that an alert is over; it opens again when it is raised again'

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
    const isDone = await ports.alertRecords.resolveByHand(id, consoleActor(), note)
    if (!isDone) return this.refuse(`alert ${id} is over already, or was never there`)
    this.answer({ alert: id }, () => [`alert ${id}: resolved`])
  }
}
