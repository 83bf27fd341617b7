import { args } from '@adonisjs/core/ace'
import { IdentityCommand } from './_identity_command.js'

/** Takes a token back. */
export default class TokenRevoke extends IdentityCommand {
  static override commandName = 'token:revoke'
  static override description = 'Take a token back at once'

  @args.string({ description: 'Its id, as token:list shows it' })
  declare id: string

  override async run() {
    const { ports, revokeToken } = await this.identity()
    const revoked = await revokeToken(ports, this.id, this.asker)
    if (!revoked.ok) return this.refuse(revoked.failure)
    this.answer({ token: revoked.value }, () => [`${revoked.value.name} is refused from now on`])
  }
}
