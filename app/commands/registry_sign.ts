import { resolve } from 'node:path'
import { args, flags } from '@adonisjs/core/ace'
import { RegistryCommand } from './_registry_command.js'

/** Signs the index of a registry. */
export default class RegistrySign extends RegistryCommand {
  static override commandName = 'registry:sign'
  static override description = 'Sign the index.json of a registry, so that it can be published'
  static override help = [
    'Example:',
    '  {{ binaryName }} registry:sign our-plugins/index.json --key aq-plugin-0123456789abcdef.pem',
    'AQ_KEY_PASSPHRASE holds the passphrase of an encrypted key.',
  ]

  @args.string({ description: 'The index.json' })
  declare file: string

  @flags.string({ description: 'File of the private key, as plugin:keygen made it' })
  declare key?: string
  @flags.string({ description: 'Its new sequence; auto (usual) is one more than it has' })
  declare sequence?: string
  @flags.string({ description: 'How long it counts: 30d (usual), 12h, 90m' })
  declare expires?: string

  override async run() {
    if (this.key === undefined) {
      return this.refuse('--key FILE is missing; plugin:keygen makes a key')
    }
    const making = await this.app.container.make('registryIndexes')
    const { readDuration, readIndexText, readKeyFile, signIndex, writeSignedIndex, ...more } =
      making
    const lifeMs = readDuration(this.expires ?? '30d')
    if (lifeMs === null) {
      return this.refuse(`--expires is a time like 30d, 12h or 90m; "${this.expires}" is none`)
    }
    const sequence =
      this.sequence === undefined || this.sequence === 'auto' ? 'auto' : Number(this.sequence)
    const passphrase = process.env[more.PASSPHRASE_VARIABLE]
    const key = await readKeyFile(resolve(this.key), passphrase)
    if (!key.ok) return this.refuse(key.failure)
    const path = resolve(this.file)
    const text = await readIndexText(path)
    if (!text.ok) return this.refuse(text.failure)
    if (text.value === null) return this.refuse(`there is no file ${path}; registry:build makes it`)
    const signed = signIndex({
      text: text.value,
      sequence,
      lifeMs,
      privateKey: key.value.pem,
      ...(passphrase === undefined ? {} : { passphrase }),
      nowMs: more.ports.now(),
    })
    if (!signed.ok) return this.refuse(signed.failure)
    const written = await writeSignedIndex(path, signed.value)
    if (!written.ok) return this.fail(written.failure)
    const { keyId, publicKey, expiresAtMs } = signed.value
    const expires = more.stampOf(expiresAtMs)
    const number = signed.value.sequence
    this.answer({ file: path, sequence: number, expires, keyId, publicKey }, () => [
      `signed ${this.file} as index ${number} with the key ${keyId}, good until ${expires}`,
      `publish it with ${this.file}.sig beside it; people follow it with registry:add --key ${keyId}`,
    ])
  }
}
