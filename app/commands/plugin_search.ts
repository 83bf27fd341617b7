import { args, flags } from '@adonisjs/core/ace'
import { RegistryCommand } from './_registry_command.js'

/** Searches the registries that are followed. */
export default class PluginSearch extends RegistryCommand {
  static override commandName = 'plugin:search'
  static override description = 'Search the plugins of the registries that are followed'
  static override help = [
    'Examples:',
    '  {{ binaryName }} plugin:search momentum',
    '  {{ binaryName }} plugin:search --kind risk-rule',
  ]

  @args.spread({ description: 'Words to look for; none shows all', required: false })
  declare words?: string[]

  @flags.string({ description: 'Only plugins of this kind: strategy, risk-rule, agent, broker' })
  declare kind?: string

  override async run() {
    const [{ searchPlugins, formatTable, ports }, { ports: plugins }] = await Promise.all([
      this.registries(),
      this.app.container.make('plugins'),
    ])
    await ports.indexes.refresh(3_600_000)
    const records = await plugins.records.plugins()
    const installed = new Map(records.map((one) => [one.id, one.activeVersion]))
    const request = {
      text: (this.words ?? []).join(' '),
      installed,
      ...(this.kind === undefined ? {} : { kind: this.kind }),
    }
    const indexes = await ports.indexes.all()
    const { hits, hint } = searchPlugins(request, indexes)
    const warnings = await ports.indexes.warnings()
    this.answer({ plugins: hits, hint, warnings }, () => {
      if (indexes.length === 0) {
        return ['no registry is followed: registry:add URL --key KEY', ...warnings]
      }
      const notes = [...(hint === null ? [] : [hint]), ...warnings]
      if (hits.length === 0) {
        return [hint === null ? 'nothing was found' : 'nothing was found:', ...notes]
      }
      const titles = ['Id', 'Kind', 'Version', 'Level', 'Publisher', 'Installed', 'Description']
      const rows = hits.map((one) => [
        one.id,
        one.kind,
        one.version,
        one.blocked === null ? one.level : 'blocked',
        one.publisher,
        one.installedVersion ?? '',
        one.description.length > 60 ? `${one.description.slice(0, 57)}...` : one.description,
      ])
      return [
        ...formatTable(
          titles.map((title) => ({ title })),
          rows
        ),
        ...notes,
      ]
    })
  }
}
