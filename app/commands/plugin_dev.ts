import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'

/** Exit code when what a person gave is wrong. */
const EXIT_REFUSED = 2
const EXIT_FAULTY = 1

/** Watches a plugin's folder: checks it and runs its backtest after every save. */
export default class PluginDev extends BaseCommand {
  static override commandName = 'plugin:dev'
  static override description = 'Check a plugin and run its backtest on every save'
  static override options: CommandOptions = { startApp: true, staysAlive: false }
  static override help = [
    'Examples:',
    '  {{ binaryName }} plugin:dev plugins/examples/momentum --symbols US.AAPL',
    '  {{ binaryName }} plugin:dev plugins/examples/sector_cap --strategy momentum --from 2020-01-01',
    'Ends with Ctrl-C. With --once it checks and runs once and tells by its exit code whether all is well.',
  ]

  @args.string({ description: 'Folder of the plugin' })
  declare folder: string

  @flags.string({ description: 'Symbols, separated by commas (the first one that is stored)' })
  declare symbols: string
  @flags.string({ description: 'Timeframe of the bars (1d)' })
  declare timeframe: string
  @flags.string({ description: 'First session date (all there is)' })
  declare from: string
  @flags.string({ description: 'Last session date (all there is)' })
  declare to: string
  @flags.string({ description: 'Starting cash (100000)' })
  declare cash: string
  @flags.array({ description: 'A parameter, name=value; repeatable' })
  declare param: string[]
  @flags.string({ description: 'Strategy that a risk rule or an agent is tried on (momentum)' })
  declare strategy: string
  @flags.boolean({ description: 'Check and run once, without watching' })
  declare once: boolean
  @flags.boolean({ description: 'Print JSON instead of text, a line for each run' })
  declare json: boolean

  override async run() {
    const folder = resolve(this.folder)
    const found = await stat(folder).catch(() => null)
    if (found === null || !found.isDirectory()) {
      this.exitCode = EXIT_REFUSED
      const message =
        found === null ? `There is no folder ${folder}.` : `${folder} is a file, not a folder.`
      if (this.json) console.log(JSON.stringify({ ok: false, type: 'refused', lines: [message] }))
      else console.error(message)
      return
    }
    const { ports, developPlugin, newsLines, trialRequest } =
      await this.app.container.make('pluginAuthor')
    const { ports: backtest } = await this.app.container.make('backtest')
    const quit = new AbortController()
    const options = {
      symbols: this.symbols,
      timeframe: this.timeframe,
      from: this.from,
      to: this.to,
      cash: this.cash,
      parameters: this.param ?? [],
      strategy: this.strategy,
    }
    const developing = developPlugin(
      {
        folder,
        workingFolder: process.cwd(),
        requestFor: (manifest) =>
          trialRequest({ manifest, folder }, options, backtest.marketData.store),
      },
      { ...ports, backtest },
      {
        signal: quit.signal,
        tell: (news) => {
          const isSound = ['tried', 'checked'].includes(news.type)
          if (this.json) console.log(JSON.stringify({ ok: isSound, ...news }))
          else for (const line of newsLines(news, clock())) console.log(line)
          if (this.once !== true) return
          if (!isSound) this.exitCode = EXIT_FAULTY
          quit.abort()
        },
      }
    ).finally(() => ports.typeChecker.close())
    // The application is told of Ctrl-C; it closes the database after what runs here has ended.
    this.app.terminating(async () => {
      quit.abort()
      await developing.catch(() => {})
    })
    await developing
  }
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8)
}
