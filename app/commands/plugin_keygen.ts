import { resolve } from 'node:path'
import { flags } from '@adonisjs/core/ace'
import { PluginPackageCommand } from './_plugin_package_command.js'

/** Makes the pair of keys with which a publisher signs plugins. */
export default class PluginKeygen extends PluginPackageCommand {
  static override commandName = 'plugin:keygen'
  static override description = 'Make a key to sign plugins with'
  static override help = [
    'The private key is written to a file that only you can read and is never shown.',
    'With AQ_KEY_PASSPHRASE set it is encrypted with that passphrase.',
  ]

  @flags.string({ description: 'The file to write (aq-plugin-KEYID.pem)' })
  declare out?: string

  override async run() {
    const { writeNewKey, PASSPHRASE_VARIABLE } = await this.packages()
    const passphrase = process.env[PASSPHRASE_VARIABLE]
    const written = await writeNewKey(
      (keyId) => resolve(this.out ?? `aq-plugin-${keyId}.pem`),
      passphrase === '' ? undefined : passphrase
    )
    if (!written.ok) return this.refuse([written.failure])
    const { path, keyId, publicKey, isEncrypted } = written.value
    this.answer({ path, keyId, publicKey, isEncrypted }, () => [
      `wrote the private key to ${path}${isEncrypted ? ', encrypted' : ''}`,
      `key id      ${keyId}`,
      `public key  ${publicKey}`,
      'Keep the file secret and out of repositories: whoever has it can publish as you.',
      `Name the key in aq-plugin.json: "publisher": { ..., "keyId": "${keyId}" }`,
    ])
  }
}
