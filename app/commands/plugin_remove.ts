import { args, flags } from '@adonisjs/core/ace'
import { CLI, PluginCommand } from './_plugin_command.js'

/** Removes a plugin with its permissions. */
export default class PluginRemove extends PluginCommand {
  static override commandName = 'plugin:remove'
  static override description = 'Remove an installed plugin with its permissions'

  @args.string({ description: 'Id of the plugin' })
  declare plugin: string

  @flags.boolean({ description: 'Also remove what it stored' })
  declare purge: boolean
  @flags.boolean({ description: 'Also stop trusting the key that signed it' })
  declare forgetKey: boolean

  override async run() {
    const plugins = await this.plugins()
    const done = await plugins.removePlugin(
      {
        id: this.plugin,
        actor: CLI,
        purge: this.purge === true,
        forgetKey: this.forgetKey === true,
      },
      plugins.ports
    )
    if (!done.ok) return this.refuse(plugins, done.failure)
    const { id, version, purged, forgottenKeys } = done.value
    this.answer(done.value, () => [
      `${id} ${version} is removed${purged ? ', with what it stored' : ''}; the audit log remembers it.`,
      ...forgottenKeys.map((keyId) => `The key ${keyId} is no longer trusted.`),
    ])
  }
}
