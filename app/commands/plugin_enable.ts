import { args } from '@adonisjs/core/ace'
import { CLI, PluginCommand } from './_plugin_command.js'

/** Makes a disabled plugin usable. */
export default class PluginEnable extends PluginCommand {
  static override commandName = 'plugin:enable'
  static override description = 'Make a disabled plugin usable'

  @args.string({ description: 'Id of the plugin' })
  declare plugin: string

  override async run() {
    const plugins = await this.plugins()
    const done = await plugins.enablePlugin({ id: this.plugin, actor: CLI }, plugins.ports)
    if (!done.ok) return this.refuse(plugins, done.failure)
    const { id, version, state } = done.value
    const isHeldBack = plugins.ports.safeMode
    this.answer(done.value, () => [
      `${id} ${version} is ${state}.`,
      ...(isHeldBack
        ? ['AQ_SAFE_MODE is set: no installed plugin is used until it is unset.']
        : []),
    ])
  }
}
