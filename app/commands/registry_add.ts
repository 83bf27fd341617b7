import { args, flags } from '@adonisjs/core/ace'
import { VOUCHED_LEVELS } from '#ports/plugin_registry.js'
import { RegistryCommand } from './_registry_command.js'

/** Follows a registry of plugins. */
export default class RegistryAdd extends RegistryCommand {
  static override commandName = 'registry:add'
  static override description = 'Follow a registry of plugins'
  static override help = [
    'Examples:',
    '  {{ binaryName }} registry:add https://plugins.example.com --key 0123456789abcdef',
    '  {{ binaryName }} registry:add ./our-plugins --key 0123456789abcdef --vouches official',
    'Get the key from who runs the registry, not from the registry. See docs/plugins/registry.md.',
  ]

  @args.string({ description: 'Address or path of the index.json, or of its folder' })
  declare location: string

  @flags.string({
    description: 'Key that signs the index: 16 hexadecimal digits, or the public key',
  })
  declare key?: string
  @flags.string({ description: 'Highest level it may give: official, verified (usual) or signed' })
  declare vouches?: string

  override async run() {
    const { followRegistry, stampOf, ports } = await this.registries()
    const vouches = VOUCHED_LEVELS.find((one) => one === (this.vouches ?? 'verified'))
    if (vouches === undefined) {
      return this.refuse(
        `--vouches is one of ${VOUCHED_LEVELS.join(', ')}; "${this.vouches}" is none of them`
      )
    }
    const request = {
      location: this.location,
      workingFolder: process.cwd(),
      key: this.key ?? null,
      vouches,
      actor: 'cli',
    }
    const ask = ({ url, name, keyId, publicKey }: { [field: string]: string }) => {
      console.log(`${url} calls itself "${name}" and is signed with the key ${keyId}`)
      console.log(`(${publicKey}).`)
      return this.prompt.confirm('Is this the key that who runs it told you?', { default: false })
    }
    const followed = await followRegistry(
      request,
      ports,
      this.canAsk ? (offer) => ask({ ...offer }) : null
    )
    if (!followed.ok) return this.failed(followed.failure)
    const { url, keyId, sequence, expiresAtMs } = followed.value
    const expires = stampOf(expiresAtMs)
    this.answer({ url, keyId, sequence, expires, vouches }, () => [
      `follows ${url}: index ${sequence}, signed with ${keyId}, good until ${expires}`,
    ])
  }
}
