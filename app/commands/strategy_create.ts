import { args, flags } from '@adonisjs/core/ace'
import { consoleActor } from './_console_actor.js'
import { readParameters } from './_parameters.js'
import { TradingCommand } from './_trading_command.js'
import { leaveAudit } from './_console_audit.js'

/** Writes a strategy down. */
export default class StrategyCreate extends TradingCommand {
  static override commandName = 'strategy:create'
  static override description = 'Make a strategy of a plugin: parameters and symbols in an account'
  static override help = [
    '{{ binaryName }} strategy:create momentum --symbols US.AAPL --param fast=10 --env paper',
    '{{ binaryName }} strategy:create momentum --symbols US.AAPL,US.MSFT --name slow --param slow=100',
    'It stands still until strategy:start.',
  ]

  @args.string({ description: 'Id of a shipped or installed strategy' })
  declare plugin: string

  @flags.string({ description: 'What it trades, separated by commas' })
  declare symbols?: string

  @flags.array({ description: 'Parameter as name=value; again for each' })
  declare param?: string[]

  @flags.string({ description: 'Name within the account (the id of the plugin)' })
  declare name?: string

  @flags.string({ description: 'Length of its bars: 1m to 1w' })
  declare timeframe?: string

  @flags.string({ description: 'Environment: paper' })
  declare env?: string

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const parameters = readParameters(this.param ?? [])
    if (typeof parameters === 'string') return this.refuse(parameters)
    const { createStrategy, ports } = await this.trading()
    const wish = {
      plugin: this.plugin,
      name: this.name,
      symbols: (this.symbols ?? '').split(',').filter((symbol) => symbol !== ''),
      timeframe: this.timeframe,
      parameters,
      environment: this.env ?? 'paper',
      actor: consoleActor(),
    }
    const { strategyRecords: records, store, clock, manifest } = ports
    const created = await createStrategy(wish, account, { records, store, clock, manifest })
    if (!created.ok) return this.refuse(created.failure)
    const { name, plugin, symbols, timeframe } = created.value
    const audited = { plugin, symbols, timeframe, parameters }
    await leaveAudit(this.app, 'strategy.created', `strategy:${account.name}/${name}`, audited)
    this.answer({ strategy: created.value }, () => [
      `${name}: ${plugin} on ${timeframe} bars of ${symbols.join(', ')} in ${account.name}`,
      `start it with: node ace strategy:start ${name}`,
    ])
  }
}
