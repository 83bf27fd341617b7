import { mkdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { args, flags } from '@adonisjs/core/ace'
import { PluginPackageCommand } from './_plugin_package_command.js'

/** Packs a plugin's folder into the archive that is signed, published and installed. */
export default class PluginPack extends PluginPackageCommand {
  static override commandName = 'plugin:pack'
  static override description = 'Pack a plugin into a .tgz'
  static override help = [
    'Examples:',
    '  {{ binaryName }} plugin:pack plugins/examples/momentum',
    '  {{ binaryName }} plugin:pack my-plugin --scope @my-name --out build',
    'The same folder gives the same bytes.',
  ]

  @args.string({ description: 'Folder of the plugin' })
  declare folder: string

  @flags.string({ description: 'Folder, or file that ends in .tgz, to write to (this folder)' })
  declare out?: string
  @flags.string({ description: 'npm scope of the package, like @my-name' })
  declare scope?: string

  override async run() {
    const { packPlugin, packLines, packJson, writeArchive, isScope, ports } = await this.packages()
    const folder = resolve(this.folder)
    if (!(await isFolder(folder))) return this.refuse([`There is no folder ${folder}.`])
    if (this.scope !== undefined && !isScope(this.scope)) {
      return this.refuse([`--scope must be like @my-name, was ${JSON.stringify(this.scope)}.`])
    }
    const { ports: author } = await this.app.container.make('pluginAuthor')
    const scope = this.scope === undefined ? {} : { scope: this.scope }
    const request = { folder, workingFolder: process.cwd(), ...scope }
    const packed = await packPlugin(request, { ...author, ...ports }).finally(() =>
      author.typeChecker.close()
    )
    if (!packed.ok) return this.refuse(packed.failure)
    const { id, version } = packed.value.checked.manifest
    const path = await this.#target(`${id}-${version}.tgz`)
    const written = await writeArchive(path, packed.value.archive)
    if (!written.ok) return this.fail(written.failure)
    const near = relative(process.cwd(), path)
    const shown = near.startsWith('..') ? path : near
    this.answer({ file: path, ...packJson(packed.value) }, () => [
      ...packLines(packed.value),
      `wrote ${shown}`,
      `sign it:  node ace plugin:sign ${shown} --key KEYFILE`,
    ])
  }

  async #target(name: string): Promise<string> {
    if (this.out === undefined) return resolve(name)
    const out = resolve(this.out)
    // A folder that is not there yet is made; only what ends like an archive names the file itself.
    if (out.endsWith('.tgz') && !(await isFolder(out))) return out
    await mkdir(out, { recursive: true })
    return join(out, name)
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false
  )
}
