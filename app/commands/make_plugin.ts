import { args, BaseCommand } from '@adonisjs/core/ace'
import { relative } from 'node:path'

/** Exit code when what a person gave is wrong. */
const EXIT_REFUSED = 2

/** Makes the folder of a new strategy, ready to run and to be changed. */
export default class MakePlugin extends BaseCommand {
  static override commandName = 'make:plugin'
  static override description = 'Make a new strategy from a small working one'

  @args.string({ description: 'Id of the strategy: small letters, digits, - and _' })
  declare plugin: string

  override async run() {
    const { createPlugin } = await import('#engine/plugin/create_plugin.js')
    const created = await createPlugin(this.app.makePath(), this.plugin)
    if (!created.ok) {
      this.exitCode = EXIT_REFUSED
      console.error(created.failure.message)
      return
    }
    const folder = relative(this.app.makePath(), created.value.folder)
    for (const file of created.value.files) console.log(`made ${folder}/${file}`)
    console.log(`run it:  node ace backtest ${this.plugin} --symbols US.AAPL`)
    console.log(`test it: npm run test:unit -- --files '${this.plugin}'`)
  }
}
