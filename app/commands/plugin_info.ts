import { args } from '@adonisjs/core/ace'
import { PluginCommand } from './_plugin_command.js'

/** Shows everything about one plugin. */
export default class PluginInfo extends PluginCommand {
  static override commandName = 'plugin:info'
  static override description =
    'Show everything about a plugin, installed or offered by a registry that is followed'

  @args.string({ description: 'Id of the plugin' })
  declare plugin: string

  override async run() {
    const plugins = await this.plugins()
    const details = await plugins.pluginDetails(this.plugin, plugins.ports)
    if (details !== null) return this.answer(details, () => plugins.detailLines(details))
    const shipped = (await plugins.listPlugins(plugins.ports.places.root)).find(
      (one) => one.name === this.plugin
    )
    if (shipped !== undefined) {
      return this.answer({ shipped }, () => [
        ...plugins.describePlugin(shipped),
        `  comes with the platform, in ${shipped.path}`,
      ])
    }
    const { offeredPlugin, offeredLines, ports } = await this.app.container.make('registries')
    const offered = await offeredPlugin(this.plugin, ports.indexes, plugins.ports.platform)
    if (offered !== null) return this.answer({ offered }, () => offeredLines(offered))
    this.refuse(plugins, await plugins.notInstalled(this.plugin, plugins.ports))
  }
}
