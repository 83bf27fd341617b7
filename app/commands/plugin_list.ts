import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { ListedPlugin } from '#engine/plugin/list_plugins.js'

/** Lists the strategies that can be run, with their parameters. */
export default class PluginList extends BaseCommand {
  static override commandName = 'plugin:list'
  static override description = 'List the strategies with their parameters'

  @flags.boolean({ description: 'Print JSON instead of text' })
  declare json: boolean

  override async run() {
    const { listPlugins } = await import('#engine/plugin/list_plugins.js')
    const plugins = await listPlugins(this.app.makePath())
    if (this.json) {
      console.log(JSON.stringify({ ok: true, plugins }, null, 2))
      return
    }
    const { describePlugin } = await import('#engine/plugin/describe_plugin.js')
    const blocks = plugins.map((plugin: ListedPlugin) => describePlugin(plugin).join('\n'))
    const none = 'No strategies: they live in plugins/examples, one folder each.'
    console.log(blocks.length === 0 ? none : blocks.join('\n\n'))
  }
}
