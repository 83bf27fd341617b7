import { args, flags } from '@adonisjs/core/ace'
import { CLI, PluginCommand } from './_plugin_command.js'

/** Compares everything that is stored of plugins with what was installed. */
export default class PluginVerify extends PluginCommand {
  static override commandName = 'plugin:verify'
  static override description = 'Check stored plugins: files, records, signatures, lock file'

  @args.string({ description: 'Id of a plugin (all)', required: false })
  declare plugin: string | undefined

  @flags.boolean({ description: 'Repair what can be repaired without deciding anything' })
  declare repair: boolean

  override async run() {
    const plugins = await this.plugins()
    const { ports } = plugins
    const only = this.plugin ?? null
    if (only !== null && (await ports.records.plugin(only)) === null) {
      return this.refuse(plugins, await plugins.notInstalled(only, ports))
    }
    if (!this.repair) await plugins.resumeInstalls(ports)
    const found = this.repair
      ? await plugins.repairPlugins(ports, { only, actor: CLI })
      : { ...(await plugins.verifyPlugins(ports, only)), repaired: [] as readonly string[] }
    const isSound = found.differences.length === 0
    if (!isSound) this.exitCode = 1
    if (this.json) return console.log(JSON.stringify({ ok: isSound, ...found }, null, 2))
    for (const line of found.repaired) console.log(`repaired: ${line}`)
    for (const { message } of found.differences) console.error(message)
    const { counted } = plugins
    const looked = `${counted(found.plugins, 'plugin')}, ${counted(found.versions, 'version')}`
    if (isSound) console.log(`${looked}: all as installed.`)
    else console.error(`${looked}: ${counted(found.differences.length, 'difference')}.`)
  }
}
