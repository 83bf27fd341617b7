import { RegistryCommand } from './_registry_command.js'

/** Lists the registries that are followed. */
export default class RegistryList extends RegistryCommand {
  static override commandName = 'registry:list'
  static override description = 'List the registries of plugins that are followed'

  override async run() {
    const { formatTable, stampOf, ports } = await this.registries()
    const indexes = await ports.indexes.all()
    const registries = (await ports.records.list()).map((registry) => {
      const index = indexes.find((one) => one.registry.url === registry.url)?.index ?? null
      return {
        url: registry.url,
        name: index?.name ?? null,
        keyId: registry.keyId,
        vouches: registry.document.vouches,
        sequence: registry.sequence,
        expires: stampOf(registry.expiresAtMs),
        isExpired: registry.expiresAtMs <= ports.now(),
        checked: stampOf(registry.checkedAtMs),
        plugins: index?.plugins.length ?? 0,
        blocked: index?.blocked.length ?? 0,
      }
    })
    const warnings = await ports.indexes.warnings()
    this.answer({ registries, warnings }, () => {
      if (registries.length === 0) return ['no registry is followed: registry:add URL --key KEY']
      const columns = [
        { title: 'Registry' },
        { title: 'Name' },
        { title: 'Key' },
        { title: 'Vouches' },
        { title: 'Sequence', isNumber: true },
        { title: 'Plugins', isNumber: true },
        { title: 'Blocked', isNumber: true },
        { title: 'Good until' },
      ]
      const rows = registries.map((one) => [
        one.url,
        one.name ?? '',
        one.keyId,
        one.vouches,
        String(one.sequence),
        String(one.plugins),
        String(one.blocked),
        one.isExpired ? `${one.expires} (expired)` : one.expires,
      ])
      return [...formatTable(columns, rows), ...warnings]
    })
  }
}
