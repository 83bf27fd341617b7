import { args } from '@adonisjs/core/ace'
import { CLI, PluginCommand } from './_plugin_command.js'

/** Makes a plugin unusable until it is enabled again. */
export default class PluginDisable extends PluginCommand {
  static override commandName = 'plugin:disable'
  static override description = 'Make a plugin unusable until it is enabled again'

  @args.string({ description: 'Id of the plugin' })
  declare plugin: string

  override async run() {
    const plugins = await this.plugins()
    const done = await plugins.disablePlugin({ id: this.plugin, actor: CLI }, plugins.ports)
    if (!done.ok) return this.refuse(plugins, done.failure)
    const { id, version, state } = done.value
    this.answer(done.value, () => [`${id} ${version} is ${state}.`])
  }
}
