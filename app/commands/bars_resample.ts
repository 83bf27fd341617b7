import { args, flags } from '@adonisjs/core/ace'
import { MarketDataCommand } from './_market_data_command.js'
import { leaveAudit } from './_console_audit.js'

/** Builds longer bars out of shorter ones. */
export default class BarsResample extends MarketDataCommand {
  static override commandName = 'bars:resample'
  static override description = 'Build longer bars out of stored shorter ones and store them'

  @args.string({ description: 'Market and code, like US.AAPL' })
  declare symbol: string

  @flags.string({ description: 'Timeframe of the stored bars: 1m 5m 15m 30m 1h 1d' })
  declare timeframe: string

  @flags.string({ description: 'Timeframe to build: 5m 15m 30m 1h 1d 1w' })
  declare to: string

  override async run() {
    const from = this.timeframeOf(this.timeframe)
    if (from === null) return
    const { isTimeframe, TIMEFRAMES } = await import('#kernel/market/timeframe.js')
    if (!isTimeframe(this.to ?? '')) {
      return this.refuse([
        `--to is one of ${TIMEFRAMES.slice(1).join(', ')}, was "${this.to ?? ''}"`,
      ])
    }
    const { resampleBars } = await import('#engine/market_data/resample_bars.js')
    const to = this.to as typeof from
    const outcome = await resampleBars(await this.ports(), { symbol: this.symbol, from, to })
    if (!outcome.ok) return this.refuse([outcome.failure])
    const { series, inserted, replaced, unchanged } = outcome.value
    const audited = { from, inserted, replaced }
    await leaveAudit(this.app, 'bars.resampled', `series:${series.symbol} ${to}`, audited)
    this.answer({ series, inserted, replaced, unchanged }, () => [
      `${series.symbol} ${to}: ${inserted} new, ${replaced} replaced, ${unchanged} unchanged`,
    ])
  }
}
