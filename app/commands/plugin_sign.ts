import { resolve } from 'node:path'
import { args, flags } from '@adonisjs/core/ace'
import { PluginPackageCommand } from './_plugin_package_command.js'

/** Signs a packed plugin with its publisher's key. */
export default class PluginSign extends PluginPackageCommand {
  static override commandName = 'plugin:sign'
  static override description = 'Sign a packed plugin'
  static override help = [
    'Example:',
    '  {{ binaryName }} plugin:sign momentum-1.0.0.tgz --key aq-plugin-0123456789abcdef.pem',
    'AQ_KEY_PASSPHRASE holds the passphrase of an encrypted key.',
  ]

  @args.string({ description: 'The .tgz that plugin:pack made' })
  declare file: string

  @flags.string({ description: 'File of the private key, as plugin:keygen made it' })
  declare key?: string
  @flags.boolean({ description: "Put this signature in the place of another key's" })
  declare replace: boolean

  override async run() {
    if (this.key === undefined) {
      return this.refuse(['--key FILE is missing; plugin:keygen makes a key.'])
    }
    const { readArchive, writeArchive, readKeyFile, signPackage, ...more } = await this.packages()
    const { PASSPHRASE_VARIABLE, ports } = more
    const passphrase = process.env[PASSPHRASE_VARIABLE]
    const key = await readKeyFile(resolve(this.key), passphrase)
    if (!key.ok) return this.refuse([key.failure])
    const path = resolve(this.file)
    const archive = await readArchive(path)
    if (!archive.ok) return this.refuse([archive.failure])
    const signed = await signPackage(
      {
        archive: archive.value,
        privateKey: key.value.pem,
        ...(passphrase === undefined ? {} : { passphrase }),
        replace: this.replace === true,
      },
      ports
    )
    if (!signed.ok) return this.refuse(signed.failure.split('\n'))
    const { keyId, wasSigned, checked } = signed.value
    if (!wasSigned) {
      const written = await writeArchive(path, signed.value.archive)
      if (!written.ok) return this.fail(written.failure)
    }
    const { manifest, contentHash } = checked
    this.answer(
      { file: path, id: manifest.id, version: manifest.version, keyId, contentHash, wasSigned },
      () => [
        wasSigned
          ? `${this.file} was already signed by ${keyId}; nothing changed.`
          : `signed ${manifest.id} ${manifest.version} with the key ${keyId}: ${this.file}`,
      ]
    )
  }
}
