import { args, flags } from '@adonisjs/core/ace'
import { IdentityCommand } from './_identity_command.js'

const DAYS = 30

/** Makes a token for a program. */
export default class TokenCreate extends IdentityCommand {
  static override commandName = 'token:create'
  static override description = 'Make a token for a program; its text is shown once'
  static override help = [
    '{{ binaryName }} token:create watcher --user ann --ability orders:read --ability account:read',
    '{{ binaryName }} token:create bot --user ann --ability strategies:write --strategy momentum --days 7',
  ]

  @args.string({ description: 'What it is for' })
  declare name: string

  @flags.string({ flagName: 'user', description: 'Whom it acts for', required: true })
  declare holder: string

  @flags.array({ description: 'What it may do, as orders:read; may be given several times' })
  declare ability?: string[]

  @flags.array({ description: 'Strategy instance that it is bound to; may be given several times' })
  declare strategy?: string[]

  @flags.array({
    flagName: 'from',
    description:
      'Address or network that it may be used from, as 10.0.0.0/8; may be given several times',
  })
  declare addresses?: string[]

  @flags.number({ description: `Days until it expires, 1 to 365 (${DAYS})` })
  declare days?: number

  override async run() {
    const { ports, createToken } = await this.identity()
    const user = await this.user(this.holder)
    if (user === null) return
    const wish = {
      name: this.name,
      abilities: this.ability ?? [],
      strategies: this.strategy ?? null,
      addresses: this.addresses ?? null,
      days: this.days ?? DAYS,
    }
    const made = await createToken(ports, user, wish, this.asker)
    if (!made.ok) return this.refuse(made.failure)
    const { token, text } = made.value
    this.answer({ token, text }, () => [
      text,
      `this is the only time that it is shown; it acts for ${user.name} and may ${token.abilities.join(', ')}`,
    ])
  }
}
