import { flags } from '@adonisjs/core/ace'
import { TradingCommand } from './_trading_command.js'

/** The kill switch. */
export default class Halt extends TradingCommand {
  static override commandName = 'halt'
  static override description = 'Stop all new risk at once and cancel working entries'
  static override help = [
    'Orders that only reduce risk still pass, and stops stay where they are.',
    '{{ binaryName }} halt --reason "prices look wrong"',
  ]

  @flags.string({ description: 'Why, for the records' })
  declare reason?: string

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const command = {
      kind: 'halt' as const,
      body: { reason: this.reason ?? 'halted by hand' },
      expiresInMs: null,
    }
    await this.ask(account, command, ({ cancels }) => [
      `${account.name} is halted; ${String(cancels)} working orders are being cancelled`,
    ])
  }
}
