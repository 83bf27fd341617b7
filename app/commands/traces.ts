import { flags } from '@adonisjs/core/ace'
import type { TraceSummary } from '#ports/traces.js'
import { limitFault } from './_limit.js'
import { exactTimeText } from './_time_text.js'
import { TradingCommand } from './_trading_command.js'

/** Lists traces. */
export default class Traces extends TradingCommand {
  static override commandName = 'traces'
  static override description = 'List signals and what became of them, the newest first'

  @flags.string({ description: 'Only of this strategy' })
  declare strategy?: string

  @flags.string({ description: 'Only in this instrument' })
  declare symbol?: string

  @flags.boolean({ description: 'Only those that risk denied or reduced' })
  declare denied: boolean

  @flags.number({ description: 'How many (20)' })
  declare limit?: number

  override async run() {
    const limit = this.limit ?? 20
    const fault = limitFault(limit)
    if (fault !== null) return this.refuse(fault)
    const account = await this.chosenAccount()
    if (account === null) return
    const { ports, formatTable, traceId } = await this.trading()
    const list = await ports.traces.latest(account.name, {
      strategy: this.strategy ?? null,
      symbol: this.symbol ?? null,
      isDenied: this.denied ?? false,
      limit,
    })
    const traces = list.map((one) => ({ id: traceId(account.name, one.trace), ...one }))
    this.answer({ account: account.name, traces }, () =>
      traces.length === 0 ? ['no signal has come yet'] : formatTable(COLUMNS, traces.map(cellsOf))
    )
  }
}

const COLUMNS = [
  { title: 'trace' },
  { title: 'at (UTC)' },
  { title: 'strategy' },
  { title: 'symbol' },
  { title: 'side' },
  { title: 'asked', isNumber: true },
  { title: 'risk' },
  { title: 'filled', isNumber: true },
  { title: 'average', isNumber: true },
  { title: 'orders' },
  { title: 'reason' },
]

function cellsOf(one: TraceSummary & { readonly id: string }): string[] {
  return [
    one.id,
    exactTimeText(one.atMs),
    one.strategy,
    one.symbol,
    one.side ?? '',
    String(one.asked),
    one.decision ?? '',
    String(one.filled),
    one.filled > 0 ? one.averagePrice.toFixed(4) : '',
    one.states.join(', '),
    one.reason.length <= 60 ? one.reason : `${one.reason.slice(0, 59)}…`,
  ]
}
