import { args, flags } from '@adonisjs/core/ace'
import { closingLines } from './_closing_lines.js'
import { EngineCommand } from './_engine_command.js'

/** Out of one instrument. */
export default class Close extends EngineCommand {
  static override commandName = 'close'
  static override description = 'Cancel the orders in an instrument and close what is held of it'
  static override help = [
    '{{ binaryName }} close US.AAPL',
    '{{ binaryName }} close US.AAPL --strategy manual',
  ]

  @args.string({ description: 'Market and code, like US.AAPL' })
  declare symbol: string

  @flags.string({ description: 'Of this strategy alone; manual for what was ordered by hand' })
  declare strategy?: string

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { symbol, strategy = null, reason = 'closed by hand' } = this
    const body = { symbol, strategy, reason }
    const command = { kind: 'close_position' as const, body, expiresInMs: null }
    await this.ask(account, command, closingLines)
  }
}
