import { flags } from '@adonisjs/core/ace'
import { closingLines } from './_closing_lines.js'
import { EngineCommand } from './_engine_command.js'

/** Out of everything. */
export default class Flatten extends EngineCommand {
  static override commandName = 'flatten'
  static override description = 'Cancel every working order and close every position at the market'
  static override help = [
    'Strategies go on and may open again: with --halt they do not.',
    '{{ binaryName }} flatten --halt --reason "out for the weekend"',
  ]

  @flags.boolean({ description: 'Halt the account first' })
  declare halt: boolean

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const command = {
      kind: 'flatten' as const,
      body: { halt: this.halt ?? false, reason: this.reason ?? 'flattened by hand' },
      expiresInMs: null,
    }
    await this.ask(account, command, ({ orders, cancels, mode }) => [
      ...closingLines({ orders, cancels }),
      `${account.name} is ${String(mode)}`,
    ])
  }
}
