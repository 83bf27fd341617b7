import { args, flags } from '@adonisjs/core/ace'
import type { AssetClass } from '#kernel/instrument/instrument.js'
import { MarketDataCommand } from './_market_data_command.js'
import { leaveAudit } from './_console_audit.js'

const ASSET_CLASSES: readonly AssetClass[] = ['equity', 'etf', 'index']

/** Changes the terms of one instrument. */
export default class InstrumentsSet extends MarketDataCommand {
  static override commandName = 'instruments:set'
  static override description = 'Change the terms of an instrument: sector, tick, lot, step, class'
  static override help = ['{{ binaryName }} instruments:set US.AAPL --sector Technology']

  @args.string({ description: 'Market and code, like US.AAPL' })
  declare symbol: string

  @flags.string({ description: 'Sector for the concentration limit ("" for none)' })
  declare sector?: string

  @flags.number({ description: 'Smallest price step (0 for none)' })
  declare tickSize?: number

  @flags.number({ description: 'Units in a board lot' })
  declare lotSize?: number

  @flags.number({ description: 'Smallest quantity step, where fractions are allowed' })
  declare quantityStep?: number

  @flags.string({ description: 'equity, etf or index' })
  declare assetClass?: string

  override async run() {
    const assetClass = ASSET_CLASSES.find((name) => name === this.assetClass)
    if (this.assetClass !== undefined && assetClass === undefined) {
      const classes = ASSET_CLASSES.join(', ')
      return this.refuse([`--asset-class: "${this.assetClass}" is not one of ${classes}`])
    }
    const { sector, tickSize, lotSize, quantityStep } = this
    const change = { sector, tickSize, lotSize, quantityStep, assetClass }
    if (Object.values(change).every((value) => value === undefined)) {
      return this.refuse(['say what to change: --sector --tick-size --lot-size --quantity-step'])
    }
    const { changeTerms } = await import('#engine/market_data/change_terms.js')
    const outcome = await changeTerms(await this.ports(), this.symbol, change)
    if (!outcome.ok) return this.refuse([outcome.failure])
    const one = outcome.value
    await leaveAudit(this.app, 'instrument.changed', `instrument:${this.symbol}`, { change })
    this.answer({ instrument: one }, () => [
      `${one.symbol}: ${one.assetClass}, ${one.currency}, tick ${one.tickSize || 'none'}, ` +
        `lot ${one.lotSize}, step ${one.quantityStep}, sector ${one.sector ?? 'not stated'}`,
    ])
  }
}
