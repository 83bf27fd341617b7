import { args, flags } from '@adonisjs/core/ace'
import { GatewayCommand } from './_gateway_command.js'
import { hiddenQuestion } from './_hidden_question.js'

/** More than the longest secret: whoever pipes a file by mistake is told so. */
const STDIN_BYTES_MAX = 65_536

/** Sets a secret that plugins may use and never see. */
export default class SecretSet extends GatewayCommand {
  static override commandName = 'secret:set'
  static override description = 'Set a secret that plugins can use without seeing it'
  static override help = [
    'The value is asked for, or read from standard input; never from the command line:',
    '  {{ binaryName }} secret:set api_key --host api.example.com:443',
    '  {{ binaryName }} secret:set api_key --host api.example.com:443 < key.txt',
  ]

  @args.string({ description: 'Name, as manifests have it after "secrets:"' })
  declare name: string

  @flags.array({ description: 'Where it may be sent: host:port; may be given several times' })
  declare host?: string[]

  override async run() {
    const { ports, setSecret } = await this.gateway()
    const value = await this.#value()
    if (value === null) return this.cancel()
    const hosts = this.host ?? []
    const set = await setSecret({ name: this.name, value, hosts, actor: 'cli' }, ports)
    if (!set.ok) return this.refuse(set.failure)
    const { name, fingerprint } = set.value
    return this.answer({ secret: set.value }, () => [
      `set ${name} (fingerprint ${fingerprint}), to be sent to ${set.value.hosts.join(', ')} only`,
    ])
  }

  /** The value; `null` when the question was left. */
  async #value(): Promise<string | null> {
    if (process.stdin.isTTY) return hiddenQuestion(`Value of ${this.name}`)
    let text = ''
    for await (const piece of process.stdin.setEncoding('utf8')) {
      text += piece as string
      if (text.length > STDIN_BYTES_MAX) break
    }
    return text.replace(/\r?\n$/, '')
  }
}
