import { MarketDataCommand } from './_market_data_command.js'

/** Lists instruments and their terms. */
export default class InstrumentsList extends MarketDataCommand {
  static override commandName = 'instruments:list'
  static override description = 'List instruments and their terms'

  override async run() {
    const { store } = await this.ports()
    const instruments = await store.listInstruments()
    if (this.json) return this.answer({ instruments }, () => [])
    if (instruments.length === 0) {
      console.log('no instruments yet: they come with their bars, see bars:import')
      return
    }
    const { formatTable } = await import('#engine/text_table.js')
    const columns = [
      { title: 'Symbol' },
      { title: 'Class' },
      { title: 'Currency' },
      { title: 'Tick', isNumber: true },
      { title: 'Lot', isNumber: true },
      { title: 'Step', isNumber: true },
      { title: 'Sector' },
    ]
    const rows = instruments.map((one) => [
      one.symbol,
      one.assetClass,
      one.currency,
      one.tickSize === 0 ? 'none' : String(one.tickSize),
      String(one.lotSize),
      String(one.quantityStep),
      one.sector ?? '',
    ])
    for (const line of formatTable(columns, rows)) console.log(line)
  }
}
