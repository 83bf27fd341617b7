import { args } from '@adonisjs/core/ace'
import { MarketDataCommand } from './_market_data_command.js'

/** Lists splits and dividends. */
export default class ActionsList extends MarketDataCommand {
  static override commandName = 'actions:list'
  static override description = 'List the splits and dividends that are stored'

  @args.string({ description: 'Only this symbol', required: false })
  declare symbol?: string

  override async run() {
    const { formatDay } = await import('#kernel/values/instant.js')
    const ports = await this.ports()
    if (this.symbol !== undefined) {
      const { explainUnknown } = await import('#engine/market_data/import_actions.js')
      const unknown = await explainUnknown(ports, this.symbol)
      if (unknown !== null) return this.refuse([unknown])
    }
    const actions = (await ports.store.listActions(this.symbol ?? null)).map((stored) => ({
      symbol: stored.symbol,
      exDate: formatDay(stored.action.exDay),
      kind: stored.action.type,
      ratio: stored.action.type === 'split' ? stored.action.ratio : null,
      amount: stored.action.type === 'dividend' ? stored.action.amount : null,
      currency: stored.currency,
      source: stored.source,
    }))
    if (this.json) return this.answer({ actions }, () => [])
    if (actions.length === 0) {
      console.log('no splits or dividends are stored: actions:import FILE --symbol US.AAPL')
      return
    }
    const { formatTable } = await import('#engine/text_table.js')
    const columns = ['Symbol', 'Ex-date', 'Kind', 'Value', 'Source'].map((title) => ({ title }))
    const rows = actions.map((one) => {
      const value =
        one.ratio === null ? `${one.amount} ${one.currency} a share` : `${one.ratio} new for 1 old`
      return [one.symbol, one.exDate, one.kind, value, one.source]
    })
    for (const line of formatTable(columns, rows)) console.log(line)
  }
}
