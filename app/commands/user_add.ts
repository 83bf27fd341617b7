import { args, flags } from '@adonisjs/core/ace'
import { IdentityCommand } from './_identity_command.js'

/** Adds a person who may log in. */
export default class UserAdd extends IdentityCommand {
  static override commandName = 'user:add'
  static override description = 'Add a person who may log in'
  static override help = [
    'The password is asked for, or read from standard input; never from the command line:',
    '  {{ binaryName }} user:add ann --role trader',
  ]

  @args.string({ description: 'Name to log in with' })
  declare name: string

  @flags.string({ description: 'owner, trader or viewer (viewer)' })
  declare role?: string

  override async run() {
    const { ports, addUser, readRole } = await this.identity()
    const role = readRole(this.role ?? 'viewer')
    if (!role.ok) return this.refuse(role.failure)
    const password = await this.password(this.name)
    if (password === null) return
    const added = await addUser(ports, { name: this.name, password, role: role.value }, this.asker)
    if (!added.ok) return this.refuse(added.failure)
    this.answer({ user: added.value }, () => [`${added.value.name} may log in as ${role.value}`])
  }
}
