import { args, flags } from '@adonisjs/core/ace'
import type { AlertRecords } from '#ports/alerts.js'
import { consoleActor } from './_console_actor.js'
import { TradingCommand } from './_trading_command.js'
import { leaveAudit } from './_console_audit.js'

/** What the commands about one alert share: its number. */
export abstract class AlertCommand extends TradingCommand {
  @args.string({ description: 'Number of the alert, as node ace alerts shows it' })
  declare number: string

  /** The number, or `null` after refusing. */
  protected alertNumber(): number | null {
    if (/^[1-9]\d{0,14}$/.test(this.number)) return Number(this.number)
    this.refuse(`"${this.number}" is not the number of an alert: node ace alerts lists them`)
    return null
  }
}

const NOTE_LENGTH_MAX = 500

/** What the commands share by which a person says something to an alert. */
export abstract class AlertWordCommand extends AlertCommand {
  @flags.string({ description: 'A note for the records' })
  declare note?: string

  /** Says it; `done` is how the answer calls it. */
  protected async say(word: 'acknowledge' | 'resolveByHand', done: string): Promise<void> {
    const id = this.alertNumber()
    if (id === null) return
    const note = this.note ?? ''
    if (note.length > NOTE_LENGTH_MAX) {
      return this.refuse(`--note has at most ${NOTE_LENGTH_MAX} characters, was ${note.length}`)
    }
    const records: AlertRecords = (await this.trading()).ports.alertRecords
    const isDone = await records[word](id, consoleActor(), note)
    if (!isDone) return this.refuse(`alert ${id} is over already, or was never there`)
    await leaveAudit(this.app, `alert.${done}`, `alert:${id}`, { note })
    this.answer({ alert: id }, () => [`alert ${id}: ${done}`])
  }
}
