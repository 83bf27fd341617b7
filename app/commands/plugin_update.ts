import { args, flags } from '@adonisjs/core/ace'
import { CLI, PluginCommand } from './_plugin_command.js'
import type { GrantChoice, PluginRefusal } from '#engine/plugin_install/install_request.js'
import type { UpdateCheck } from '#engine/plugin_install/update_plugin.js'

/** Updates plugins, or accepts an update that waits for consent. */
export default class PluginUpdate extends PluginCommand {
  static override commandName = 'plugin:update'
  static override description = 'Update a plugin, or all of them'
  static override help = [
    'Examples:',
    '  {{ binaryName }} plugin:update trend_rider',
    '  {{ binaryName }} plugin:update trend_rider --accept',
    '  {{ binaryName }} plugin:update --all --dry-run',
    'A version that asks for more than the one before waits until it is accepted.',
  ]

  @args.string({ description: 'Id of the plugin', required: false })
  declare plugin: string | undefined

  @flags.boolean({ description: 'All installed plugins' })
  declare all: boolean
  @flags.boolean({ description: 'Only tell what is newer' })
  declare dryRun: boolean
  @flags.boolean({ description: 'Accept what the new version requires beyond the one before' })
  declare accept: boolean
  @flags.string({ description: 'Accept it, and grant all, required, or the ids named' })
  declare grant: string
  @flags.string({ description: 'What to type for a dangerous permission, as it is asked for' })
  declare confirm: string
  @flags.boolean({ description: 'Ask nothing; what asks for more waits' })
  declare yes: boolean
  @flags.string({
    description: 'Take it from here instead: a .tgz, a folder, an npm package, an id',
  })
  declare from: string
  @flags.boolean({ description: 'Allow an unsigned version of an unsigned plugin' })
  declare allowUnsigned: boolean
  @flags.boolean({ description: 'Allow a version older than the one that is there' })
  declare allowDowngrade: boolean

  override async run() {
    const plugins = await this.plugins()
    if ((this.plugin === undefined) === (this.all !== true)) {
      return this.refuse(plugins, {
        code: 'request_invalid',
        message: 'Give the id of a plugin, or --all.',
        more: [],
      })
    }
    if (this.dryRun || this.plugin === undefined) return this.#checkAll(plugins)
    return this.#updateOne(plugins, this.plugin)
  }

  async #checkAll(plugins: Awaited<ReturnType<PluginUpdate['plugins']>>) {
    const checked = await plugins.checkUpdates(plugins.ports, this.plugin ?? null)
    if (!checked.ok) return this.refuse(plugins, checked.failure)
    if (this.dryRun) {
      const lines = checked.value.map(checkLine)
      const none = ['No plugin is installed.']
      return this.answer({ plugins: checked.value }, () => (lines.length === 0 ? none : lines))
    }
    const outcomes: object[] = []
    let refused: PluginRefusal | null = null
    for (const { id } of checked.value.filter(({ isNewer }) => isNewer)) {
      const updated = await this.#update(plugins, id, null)
      outcomes.push(updated.ok ? updated.value : { id, ...updated.failure })
      if (!this.json) {
        const lines = updated.ok ? plugins.outcomeText(updated.value) : [updated.failure.message]
        for (const line of lines) console.log(line)
      }
      if (!updated.ok) refused = updated.failure
    }
    if (this.json) console.log(JSON.stringify({ ok: refused === null, outcomes }, null, 2))
    else if (outcomes.length === 0) console.log('Nothing is newer.')
    if (refused !== null) this.exitCode = plugins.isFailureOfWorld(refused) ? 1 : 2
  }

  async #updateOne(plugins: Awaited<ReturnType<PluginUpdate['plugins']>>, id: string) {
    const choice = this.#choice(plugins)
    const waiting = await plugins.stagedDifference(id, plugins.ports)
    if (choice !== null && waiting !== null && this.from === undefined) {
      const accepted = await plugins.acceptUpdate(
        { id, actor: CLI, grant: choice, confirmation: this.confirm ?? null },
        plugins.ports
      )
      if (!accepted.ok) return this.refuse(plugins, accepted.failure)
      const { before, version, granted } = accepted.value
      return this.answer({ result: 'updated', ...accepted.value }, () => [
        `${id} goes from ${before} to ${version}; granted in examples: ${granted.join(', ') || 'nothing'}.`,
      ])
    }
    const updated = await this.#update(plugins, id, choice)
    if (!updated.ok) return this.refuse(plugins, updated.failure)
    this.answer(updated.value, () => plugins.outcomeText(updated.value))
  }

  async #update(
    plugins: Awaited<ReturnType<PluginUpdate['plugins']>>,
    id: string,
    choice: GrantChoice | null
  ) {
    const { ports, readSource, updatePlugin } = plugins
    const places = { workingFolder: ports.places.workingFolder }
    const source = this.from === undefined ? null : await readSource(this.from, places)
    if (source !== null && !source.ok) return source
    const observer = this.observer(plugins)
    return updatePlugin(
      {
        id,
        source: source === null ? null : source.value,
        actor: CLI,
        grant: choice ?? (this.yes ? 'required' : null),
        acceptsMore: choice !== null,
        confirmation: this.confirm ?? null,
        trustKeyId: null,
        allowUnsigned: this.allowUnsigned === true,
        allowDowngrade: this.allowDowngrade === true,
        acceptLookAlike: null,
      },
      ports,
      observer
    ).finally(() => observer.close())
  }

  #choice({ readGrantChoice }: Awaited<ReturnType<PluginUpdate['plugins']>>): GrantChoice | null {
    if (this.grant !== undefined) return readGrantChoice(this.grant)
    return this.accept ? 'required' : null
  }
}

function checkLine({ id, installed, newest, isNewer, message, staged }: UpdateCheck): string {
  const waits = staged === null ? '' : ` (${staged} waits for --accept)`
  if (message !== null) return `${id} ${installed}${waits}: ${message}`
  return isNewer
    ? `${id} ${installed} -> ${newest}${waits}`
    : `${id} ${installed} is the newest${waits}`
}
