import { args } from '@adonisjs/core/ace'
import { TradingCommand } from './_trading_command.js'

/** Shows one trace. */
export default class TraceShow extends TradingCommand {
  static override commandName = 'trace'
  static override description =
    'Show the way of one signal: quote, risk, order, broker, fills, with times and slippage'
  static override help = ['{{ binaryName }} trace trc_paper_12', '{{ binaryName }} traces']

  @args.string({ description: 'A trace, like trc_paper_12' })
  declare id: string

  override async run() {
    const { findTrace, traceLadder, ports } = await this.trading()
    const found = await findTrace(ports, this.id)
    if (!found.ok) return this.refuse(found.failure)
    this.answer({ trace: found.value }, () => traceLadder(found.value))
  }
}
