import { args, flags } from '@adonisjs/core/ace'
import type { InspectedSeries } from '#engine/market_data/inspect_series.js'
import { MarketDataCommand } from './_market_data_command.js'

/** Shows what is stored of one symbol: coverage, gaps and bars that look wrong. */
export default class BarsShow extends MarketDataCommand {
  static override commandName = 'bars:show'
  static override description = 'Show coverage, gaps and suspicious bars of a symbol'

  @args.string({ description: 'Market and code, like US.AAPL' })
  declare symbol: string

  @flags.string({ description: 'Only this timeframe' })
  declare timeframe?: string

  override async run() {
    const wanted = this.timeframe === undefined ? null : this.timeframeOf(this.timeframe)
    if (this.timeframe !== undefined && wanted === null) return
    const [{ describeInspected, inspectSeries, toJson }, { explainMissing }] = await Promise.all([
      import('#engine/market_data/inspect_series.js'),
      import('#engine/market_data/load_series.js'),
    ])
    const ports = await this.ports()
    const series = (await ports.store.listSeries()).filter(
      (one) => one.symbol === this.symbol && (wanted === null || one.timeframe === wanted)
    )
    if (series.length === 0) {
      const missing = await explainMissing(ports, this.symbol, wanted ?? '1d')
      return this.refuse([missing.message], missing)
    }
    const inspected: InspectedSeries[] = []
    for (const one of series) inspected.push(await inspectSeries(ports, one))
    this.answer({ series: inspected.map(toJson) }, () => inspected.flatMap(describeInspected))
  }
}
