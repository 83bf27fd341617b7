import { args, flags } from '@adonisjs/core/ace'
import { visible } from '#engine/plugin/visible.js'
import type { NumberedLogLine } from '#ports/strategy_records.js'
import { limitFault } from './_limit.js'
import { exactTimeText } from './_time_text.js'
import { TradingCommand } from './_trading_command.js'

const LIMIT_MAX = 5_000
const LOOK_MS = 500

/** Prints what a strategy wrote. */
export default class StrategyLogs extends TradingCommand {
  static override commandName = 'strategy:logs'
  static override description = 'Show what a strategy wrote to its log, and what went wrong with it'
  static override help = [
    '{{ binaryName }} strategy:logs momentum --limit 100',
    '{{ binaryName }} strategy:logs momentum --follow',
  ]

  @args.string({ description: 'Name of the strategy' })
  declare name: string

  @flags.number({ description: 'How many lines (50)' })
  declare limit?: number

  @flags.boolean({ description: 'Go on showing what comes, until Ctrl+C' })
  declare follow: boolean

  override async run() {
    const limit = this.limit ?? 50
    const fault = limitFault(limit, LIMIT_MAX)
    if (fault !== null) return this.refuse(fault)
    const account = await this.chosenAccount()
    if (account === null) return
    const { strategyRecords: records } = (await this.trading()).ports
    const key = { account: account.name, name: this.name }
    if ((await records.find(key)) === null) {
      return this.refuse(`${account.name} has no strategy "${this.name}"; strategy:list shows them`)
    }
    const lines = await records.lines(key, { limit, after: 0 })
    if (this.json && !this.follow) return this.answer({ lines }, () => [])
    if (lines.length === 0 && !this.follow) return console.log('it has written nothing yet')
    let after = print(lines, 0)
    while (this.follow) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      after = print(await records.lines(key, { limit: LIMIT_MAX, after }), after)
    }
  }
}

/** Prints lines; the number of the last one. */
function print(lines: readonly NumberedLogLine[], after: number): number {
  for (const { atMs, level, text } of lines) {
    const at = exactTimeText(atMs)
    console.log(`${at} ${level.padEnd(5)} ${visible(text)}`)
  }
  return lines.at(-1)?.number ?? after
}
