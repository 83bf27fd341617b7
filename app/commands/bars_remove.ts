import { args, flags } from '@adonisjs/core/ace'
import { MarketDataCommand } from './_market_data_command.js'
import { leaveAudit } from './_console_audit.js'

/** Removes the bars of one series. */
export default class BarsRemove extends MarketDataCommand {
  static override commandName = 'bars:remove'
  static override description = 'Remove the bars of a symbol in one timeframe'

  @args.string({ description: 'Market and code, like US.AAPL' })
  declare symbol: string

  @flags.string({ description: 'Length of a bar: 1m 5m 15m 30m 1h 1d 1w' })
  declare timeframe: string

  @flags.boolean({ description: 'Do not ask' })
  declare yes: boolean

  override async run() {
    const timeframe = this.timeframeOf(this.timeframe)
    if (timeframe === null) return
    const { store, cache } = await this.ports()
    const series = await store.findSeries(this.symbol, timeframe)
    if (series === null) {
      const { explainMissing } = await import('#engine/market_data/load_series.js')
      const missing = await explainMissing({ store }, this.symbol, timeframe)
      return this.refuse([missing.message], missing)
    }
    const rows = series.rowCount.toLocaleString('en-US')
    if (!this.yes) {
      if (!process.stdin.isTTY || this.json) {
        return this.refuse([`this removes ${rows} bars of ${this.symbol} ${timeframe}; say --yes`])
      }
      const question = `Remove ${rows} bars of ${this.symbol} ${timeframe}?`
      if (!(await this.prompt.confirm(question))) return this.refuse(['nothing was removed'])
    }
    const removed = (await store.removeSeries(this.symbol, timeframe)) ?? 0
    await cache.forget(series.id)
    await leaveAudit(this.app, 'bars.removed', `series:${this.symbol} ${timeframe}`, { removed })
    this.answer({ symbol: this.symbol, timeframe, removed }, () => [
      `removed ${removed.toLocaleString('en-US')} bars of ${this.symbol} ${timeframe}`,
    ])
  }
}
