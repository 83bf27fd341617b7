import { args, flags } from '@adonisjs/core/ace'
import { CLI, PluginCommand } from './_plugin_command.js'

/** Puts an earlier version of a plugin back. */
export default class PluginRollback extends PluginCommand {
  static override commandName = 'plugin:rollback'
  static override description = 'Go back to the version of a plugin that was here before'

  @args.string({ description: 'Id of the plugin' })
  declare plugin: string

  @flags.string({ description: 'The version to go back to (the one before)' })
  declare to: string

  override async run() {
    const plugins = await this.plugins()
    const done = await plugins.rollbackPlugin(
      { id: this.plugin, actor: CLI, to: this.to ?? null },
      plugins.ports
    )
    if (!done.ok) return this.refuse(plugins, done.failure)
    const { id, before, version, missing } = done.value
    this.answer(done.value, () => [
      `${id} goes back from ${before} to ${version}, with the permissions of that version.`,
      ...missing.map((one) => `  without ${one}: plugin:grant ${id} ${one}`),
    ])
  }
}
