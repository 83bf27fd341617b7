import { flags } from '@adonisjs/core/ace'
import { PluginCommand } from './_plugin_command.js'

/** Looks at installed plugins as an operator would before trusting them; changes nothing. */
export default class PluginAudit extends PluginCommand {
  static override commandName = 'plugin:audit'
  static override description =
    'Audit installed plugins: lock file, kill lists, keys, unsigned ones, wide permissions'

  @flags.boolean({ description: 'Any difference from the lock file, and any problem, ends with 1' })
  declare frozen: boolean

  override async run() {
    const { ports, auditPlugins, counted } = await this.plugins()
    const findings = await auditPlugins(ports)
    const problems = findings.filter(({ severity }) => severity === 'problem')
    const isRefused = this.frozen && problems.length > 0
    if (isRefused) this.exitCode = 1
    if (this.json) return console.log(JSON.stringify({ ok: !isRefused, findings }, null, 2))
    for (const { severity, message } of findings) console.log(`${severity}: ${message}`)
    const notes = findings.length - problems.length
    console.log(`${counted(problems.length, 'problem')}, ${counted(notes, 'note')}.`)
  }
}
