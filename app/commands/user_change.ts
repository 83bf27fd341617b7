import { args, flags } from '@adonisjs/core/ace'
import { IdentityCommand } from './_identity_command.js'

/** Changes a person's role, password or right to log in; their sessions end. */
export default class UserChange extends IdentityCommand {
  static override commandName = 'user:change'
  static override description = 'Change a role, set a password, lock or unlock; open sessions end'
  static override help = [
    '{{ binaryName }} user:change ann --role owner',
    '{{ binaryName }} user:change ann --password        (asked for, or from standard input)',
    '{{ binaryName }} user:change ann --lock | --unlock | --remove-second-factor | --remove-passkeys',
  ]

  @args.string({ description: 'Name or id' })
  declare name: string

  @flags.string({ description: 'owner, trader or viewer' })
  declare role?: string

  @flags.boolean({ flagName: 'password', description: 'Set a new password' })
  declare setsPassword?: boolean

  @flags.boolean({ description: 'Let them in no more' })
  declare lock?: boolean

  @flags.boolean({ description: 'Let them in again' })
  declare unlock?: boolean

  @flags.boolean({ description: 'For somebody who lost the authenticator' })
  declare removeSecondFactor?: boolean

  @flags.boolean({ description: 'For somebody who lost a device, or whose device others have' })
  declare removePasskeys?: boolean

  override async run() {
    const { ports, changeUser, readRole } = await this.identity()
    const user = await this.user(this.name)
    if (user === null) return
    const role = this.role === undefined ? null : readRole(this.role)
    if (role !== null && !role.ok) return this.refuse(role.failure)
    if (this.lock === true && this.unlock === true) return this.refuse('lock or unlock, not both')
    const password = this.setsPassword === true ? await this.password(user.name) : undefined
    if (password === null) return
    const wanted = {
      ...(role === null ? {} : { role: role.value }),
      ...(this.lock === true || this.unlock === true ? { isEnabled: this.unlock === true } : {}),
      ...(password === undefined ? {} : { password }),
      ...(this.removeSecondFactor === true ? { removesTotp: true } : {}),
      ...(this.removePasskeys === true ? { removesPasskeys: true } : {}),
    }
    const changed = await changeUser(ports, user.id, wanted, this.asker)
    if (!changed.ok) return this.refuse(changed.failure)
    const { name, isEnabled } = changed.value
    const state = isEnabled ? `is ${changed.value.role}` : 'is locked'
    this.answer({ user: changed.value }, () => [`${name} ${state}; open sessions have ended`])
  }
}
