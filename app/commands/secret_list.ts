import { GatewayCommand } from './_gateway_command.js'
import { timeText } from './_time_text.js'

/** Lists the secrets of plugins, without their values. */
export default class SecretList extends GatewayCommand {
  static override commandName = 'secret:list'
  static override description = 'List secrets: names, hosts and fingerprints, never values'

  override async run() {
    const { ports, formatTable } = await this.gateway()
    const secrets = await ports.secrets.list()
    this.answer({ secrets }, () => {
      if (secrets.length === 0) return ['no secrets; node ace secret:set NAME --host HOST:PORT']
      return formatTable(
        ['name', 'hosts', 'fingerprint', 'set at (UTC)', 'by'].map((title) => ({ title })),
        secrets.map(({ name, hosts, fingerprint, setAtMs, setBy }) => [
          name,
          hosts.join(' '),
          fingerprint,
          timeText(setAtMs),
          setBy,
        ])
      )
    })
  }
}
