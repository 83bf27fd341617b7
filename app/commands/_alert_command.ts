import { args } from '@adonisjs/core/ace'
import { TradingCommand } from './_trading_command.js'

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
