import { args, flags } from '@adonisjs/core/ace'
import { CLI, PluginCommand } from './_plugin_command.js'

/** Installs a plugin from an index, npm, an archive or a folder. */
export default class PluginInstall extends PluginCommand {
  static override commandName = 'plugin:install'
  static override description = 'Install a plugin: an id, an npm package, a .tgz or a folder'
  static override help = [
    'Examples:',
    '  {{ binaryName }} plugin:install trend_rider',
    '  {{ binaryName }} plugin:install @my-name/aq-plugin-trend_rider --trust 0123456789abcdef --yes',
    '  {{ binaryName }} plugin:install ./trend_rider-1.0.0.tgz --grant all',
    '  {{ binaryName }} plugin:install ./my-idea --yes',
    'Everything is explained in docs/plugins/installing.md.',
  ]

  @args.string({ description: 'id[@version], npm package, path of a .tgz, path of a folder' })
  declare source: string

  @flags.boolean({ description: 'Grant what the plugin requires, and nothing optional' })
  declare yes: boolean
  @flags.string({ description: 'Grant all, required, or the ids named, with commas between' })
  declare grant: string
  @flags.string({ description: 'What to type for a dangerous permission, as it is asked for' })
  declare confirm: string
  @flags.string({ description: 'Trust this key, which was never seen before' })
  declare trust: string
  @flags.boolean({ description: 'Install it though nobody signed it; it can then never go live' })
  declare allowUnsigned: boolean
  @flags.boolean({ description: 'Install a version older than the one that is there' })
  declare allowDowngrade: boolean
  @flags.string({ description: 'Install this id though it looks like another one' })
  declare acceptLookAlike: string
  @flags.string({ description: 'Address of the npm registry to ask' })
  declare registry: string

  override async run() {
    const plugins = await this.plugins()
    const { ports, installPlugin, readSource, readGrantChoice, outcomeText } = plugins
    const source = await readSource(this.source, {
      workingFolder: ports.places.workingFolder,
      ...(this.registry === undefined ? {} : { registry: this.registry }),
    })
    if (!source.ok) return this.refuse(plugins, source.failure)
    const grant =
      this.grant !== undefined ? readGrantChoice(this.grant) : this.yes ? 'required' : null
    const observer = this.observer(plugins)
    const installed = await installPlugin(
      {
        source: source.value,
        actor: CLI,
        grant,
        acceptsMore: this.grant !== undefined,
        confirmation: this.confirm ?? null,
        trustKeyId: this.trust ?? null,
        allowUnsigned: this.allowUnsigned === true,
        allowDowngrade: this.allowDowngrade === true,
        acceptLookAlike: this.acceptLookAlike ?? null,
        expectedId: null,
      },
      ports,
      observer
    ).finally(() => observer.close())
    if (!installed.ok) return this.refuse(plugins, installed.failure)
    this.answer(installed.value, () => outcomeText(installed.value))
  }
}
