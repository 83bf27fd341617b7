import { EngineCommand } from './_engine_command.js'

/** Ends a halt. */
export default class Resume extends EngineCommand {
  static override commandName = 'resume'
  static override description = 'Let a halted account take new risk again'

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const command = {
      kind: 'resume' as const,
      body: { reason: this.reason ?? 'resumed by hand' },
      // A resume that comes late would end a halt that it knows nothing of.
      expiresInMs: 15_000,
    }
    await this.ask(account, command, () => [`${account.name} trades`])
  }
}
