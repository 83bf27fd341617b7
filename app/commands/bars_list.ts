import { MarketDataCommand } from './_market_data_command.js'

/** Lists the series that are stored. */
export default class BarsList extends MarketDataCommand {
  static override commandName = 'bars:list'
  static override description = 'List the bars that are stored'

  override async run() {
    const { formatStart } = await import('#engine/market_data/format_start.js')
    const { store } = await this.ports()
    const series = (await store.listSeries()).map((one) => ({
      ...one,
      first: one.firstMs === null ? null : formatStart(one.firstMs, one.timeframe),
      last: one.lastMs === null ? null : formatStart(one.lastMs, one.timeframe),
    }))
    if (this.json) return this.answer({ series }, () => [])
    if (series.length === 0) {
      console.log('no bars yet: bars:import FILE --symbol US.AAPL --timeframe 1d')
      return
    }
    const { formatTable } = await import('#engine/text_table.js')
    const columns = [
      { title: 'Symbol' },
      { title: 'Bars' },
      { title: 'Rows', isNumber: true },
      { title: 'First' },
      { title: 'Last' },
      { title: 'Revision', isNumber: true },
      { title: 'Source' },
      { title: 'Licence' },
    ]
    const rows = series.map((one) => [
      one.symbol,
      one.timeframe,
      one.rowCount.toLocaleString('en-US'),
      one.first ?? '',
      one.last ?? '',
      String(one.revision),
      shorten(one.source),
      shorten(one.licence),
    ])
    for (const line of formatTable(columns, rows)) console.log(line)
  }
}

function shorten(text: string): string {
  return text.length <= 44 ? text : `${text.slice(0, 43)}…`
}
