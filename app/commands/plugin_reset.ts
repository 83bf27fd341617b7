import { args, flags } from '@adonisjs/core/ace'
import { CLI, PluginCommand } from './_plugin_command.js'

/** Ends the quarantine of a plugin, with a reason for the audit log. */
export default class PluginReset extends PluginCommand {
  static override commandName = 'plugin:reset'
  static override description = 'End the quarantine of a plugin'

  @args.string({ description: 'Id of the plugin' })
  declare plugin: string

  @flags.string({ description: 'Why that is right; kept in the audit log' })
  declare reason: string

  override async run() {
    const plugins = await this.plugins()
    const done = await plugins.resetPlugin(
      { id: this.plugin, actor: CLI, reason: this.reason ?? '' },
      plugins.ports
    )
    if (!done.ok) return this.refuse(plugins, done.failure)
    const { id, version, before } = done.value
    this.answer(done.value, () => [`${id} ${version} was ${before} and is enabled again.`])
  }
}
