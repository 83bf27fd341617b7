import { args } from '@adonisjs/core/ace'
import { GatewayCommand } from './_gateway_command.js'

/** Removes a secret; requests that use it are refused from then on. */
export default class SecretRemove extends GatewayCommand {
  static override commandName = 'secret:remove'
  static override description = 'Remove a secret of plugins'

  @args.string({ description: 'Name of the secret' })
  declare name: string

  override async run() {
    const { ports, removeSecret, visible } = await this.gateway()
    if (await removeSecret({ name: this.name, actor: 'cli' }, ports)) {
      return this.answer({ name: this.name }, () => [`removed ${this.name}`])
    }
    return this.refuse(`there is no secret "${visible(this.name)}"; see secret:list`)
  }
}
