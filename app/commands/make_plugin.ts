import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { relative, resolve } from 'node:path'

/** Exit code when what a person gave is wrong. */
const EXIT_REFUSED = 2

/** Makes the folder of a new plugin, ready to run and to be changed. */
export default class MakePlugin extends BaseCommand {
  static override commandName = 'make:plugin'
  static override description = 'Make a new plugin from a small working one'
  static override options: CommandOptions = { startApp: true, staysAlive: false }

  @args.string({ description: 'Id of the plugin: small letters, digits, - and _' })
  declare plugin: string

  @flags.string({ description: 'strategy, risk-rule, agent or broker (strategy)' })
  declare kind: string
  @flags.string({ description: 'Name for people (made of the id)' })
  declare title: string
  @flags.string({ description: "Folder in which the plugin's folder is made (plugins/examples)" })
  declare folder: string
  @flags.boolean({ description: 'Print JSON instead of text' })
  declare json: boolean

  override async run() {
    const { createPlugin, knownIds, ports } = await this.app.container.make('pluginAuthor')
    const root = this.app.makePath()
    const created = await createPlugin({
      root,
      id: this.plugin,
      kind: this.kind,
      title: this.title,
      parent: this.folder === undefined ? undefined : resolve(this.folder),
      knownIds: await knownIds(ports.places),
    })
    if (!created.ok) {
      this.exitCode = EXIT_REFUSED
      const { type: code, message } = created.failure
      if (this.json) console.log(JSON.stringify({ ok: false, code, message }, null, 2))
      else console.error(message)
      return
    }
    const { files, folder } = created.value
    if (this.json) return console.log(JSON.stringify({ ok: true, folder, files }, null, 2))
    const near = relative(process.cwd(), folder)
    const shown = near.startsWith('..') ? folder : near
    for (const file of files) console.log(`made ${shown}/${file}`)
    console.log(`work on it: node ace plugin:dev ${shown}`)
    if (this.folder === undefined) {
      console.log(`test it:    npm run test:unit -- --files '${this.plugin}'`)
    }
  }
}
