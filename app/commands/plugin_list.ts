import { PluginCommand } from './_plugin_command.js'

/** Lists the plugins that can be used: those that come with the platform, and those installed. */
export default class PluginList extends PluginCommand {
  static override commandName = 'plugin:list'
  static override description = 'List the plugins with their parameters, shipped and installed'

  override async run() {
    const {
      ports,
      listPlugins,
      listInstalled,
      describePlugin,
      installedLines,
      parameterLines,
      ...more
    } = await this.plugins()
    const resumed = await more.resumeInstalls(ports)
    const blocked = await more.enforceKillList(ports)
    const [plugins, installed] = [await listPlugins(ports.places.root), await listInstalled(ports)]
    this.answer({ plugins, installed, resumed, blocked, safeMode: ports.safeMode }, () => {
      const shipped = plugins.map((plugin) => describePlugin(plugin).join('\n'))
      const own = installed.map((one) =>
        [
          ...installedLines(one),
          ...(one.manifest === null ? [] : parameterLines(one.manifest).map((line) => `  ${line}`)),
        ].join('\n')
      )
      const blocks = [...resumed.map(({ message }) => message), ...blocked, ...shipped]
      const title = `Installed: ${own.length === 0 ? 'none; see plugin:install' : own.length}${ports.safeMode ? '; AQ_SAFE_MODE is set, so none of them is used' : ''}`
      return [[...blocks, title, ...own].join('\n\n')]
    })
  }
}
