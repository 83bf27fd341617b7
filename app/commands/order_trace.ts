import { args } from '@adonisjs/core/ace'
import { TradingCommand } from './_trading_command.js'

/** Shows the trace that an order belongs to. */
export default class OrderTrace extends TradingCommand {
  static override commandName = 'order:trace'
  static override description = 'Show the trace of an order: why it was made and what became of it'
  static override help = ['{{ binaryName }} order:trace ord_paper_4']

  @args.string({ description: 'An order, like ord_paper_4' })
  declare id: string

  override async run() {
    const { findOrderTrace, traceLadder, ports } = await this.trading()
    const found = await findOrderTrace(ports, this.id)
    if (!found.ok) return this.refuse(found.failure)
    this.answer({ trace: found.value }, () => traceLadder(found.value))
  }
}
