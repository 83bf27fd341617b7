import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { isTimeframe, TIMEFRAMES, type Timeframe } from '#kernel/market/timeframe.js'
import type { MarketDataPorts } from '#ports/market_data.js'

/** Exit code when what a person gave is wrong: an option, a file, a name. Anything else failing is 1. */
export const EXIT_REFUSED = 2

/** What the commands about market data share: JSON or text, and how they refuse. */
export abstract class MarketDataCommand extends BaseCommand {
  static override options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'Print JSON instead of text' })
  declare json: boolean

  protected ports(): Promise<MarketDataPorts> {
    return this.app.container.make('market_data')
  }

  /** Prints the outcome: `value` as JSON, or the lines. */
  protected answer(value: object, lines: () => readonly string[]): void {
    if (this.json) console.log(JSON.stringify({ ok: true, ...value }, null, 2))
    else for (const line of lines()) console.log(line)
  }

  /** Says why nothing was done, and ends with exit code 2. */
  protected refuse(lines: readonly string[], failure?: object): void {
    this.exitCode = EXIT_REFUSED
    if (this.json) {
      console.log(JSON.stringify({ ok: false, message: lines.join('\n'), failure }, null, 2))
    } else {
      for (const line of lines) console.error(line)
    }
  }

  /** The timeframe a person named, or `null` after refusing. */
  protected timeframeOf(text: string | undefined): Timeframe | null {
    if (text !== undefined && isTimeframe(text)) return text
    const given = text === undefined ? 'it must be given' : `"${text}" is none of them`
    this.refuse([`--timeframe is one of ${TIMEFRAMES.join(', ')}; ${given}`])
    return null
  }
}
