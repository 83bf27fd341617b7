import { flags } from '@adonisjs/core/ace'
import { EngineCommand } from './_engine_command.js'

/** The kill switch. */
export default class Halt extends EngineCommand {
  static override commandName = 'halt'
  static override description = 'Stop all new risk at once and cancel working entries'
  static override help = [
    'Orders that only reduce risk still pass, and stops stay where they are.',
    '{{ binaryName }} halt --reason "prices look wrong"',
    '{{ binaryName }} halt --reduce-only --reason "before the announcement"',
  ]

  @flags.boolean({ description: 'Mode reduce_only: the same, without the alarm of a halt' })
  declare reduceOnly: boolean

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const kind = this.reduceOnly ? ('reduce_only' as const) : ('halt' as const)
    const word = this.reduceOnly ? 'only takes what reduces risk' : 'is halted'
    const command = {
      kind,
      body: { reason: this.reason ?? 'halted by hand' },
      expiresInMs: null,
    }
    await this.ask(account, command, ({ cancels }) => [
      `${account.name} ${word}; ${String(cancels)} working orders are being cancelled`,
    ])
  }
}
