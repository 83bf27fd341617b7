import { args } from '@adonisjs/core/ace'
import { RegistryCommand } from './_registry_command.js'

/** Stops following a registry. */
export default class RegistryRemove extends RegistryCommand {
  static override commandName = 'registry:remove'
  static override description = 'Follow a registry no longer; what is installed stays'

  @args.string({ description: 'Its address or path, as registry:list shows it' })
  declare location: string

  override async run() {
    const { leaveRegistry, ports } = await this.registries()
    const request = { location: this.location, workingFolder: process.cwd(), actor: 'cli' }
    const left = await leaveRegistry(request, ports)
    if (!left.ok) return this.failed(left.failure)
    const { url } = left.value
    this.answer({ url }, () => [
      `${url} is followed no longer; its kill list does not count any more`,
    ])
  }
}
