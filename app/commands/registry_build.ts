import { resolve } from 'node:path'
import { args, flags } from '@adonisjs/core/ace'
import { RegistryCommand } from './_registry_command.js'

/** Makes the index of a folder of packages. */
export default class RegistryBuild extends RegistryCommand {
  static override commandName = 'registry:build'
  static override description = 'Make the index.json of a folder of signed plugin packages'
  static override help = [
    'Example:',
    '  {{ binaryName }} registry:build our-plugins --name "Our plugins"',
    'An index.json that is there keeps its levels, keys and kill list. See docs/plugins/registry.md.',
  ]

  @args.string({ description: 'The folder with the .tgz files' })
  declare folder: string

  @flags.string({ description: 'What people call the registry; needed the first time' })
  declare name?: string

  override async run() {
    const { indexFolder, ports } = await this.app.container.make('registryIndexes')
    const options = this.name === undefined ? {} : { name: this.name }
    const built = await indexFolder(resolve(this.folder), options, ports)
    if (!built.ok) return this.refuse(...built.failure)
    const { path, index } = built.value
    const plugins = index.plugins.map(({ id, kind, level, versions }) => ({
      id,
      kind,
      level,
      versions: versions.map((one) => one.version),
    }))
    this.answer({ file: path, name: index.name, plugins }, () => [
      ...plugins.map((one) => `${one.id} (${one.kind}, ${one.level}): ${one.versions.join(', ')}`),
      `wrote ${path}; sign it with registry:sign before it is published`,
    ])
  }
}
