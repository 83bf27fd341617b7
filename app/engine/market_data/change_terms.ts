import { instrumentFault, type AssetClass, type Instrument } from '#kernel/instrument/instrument.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { MarketDataPorts } from '#ports/market_data.js'
import { explainUnknown } from './import_actions.js'

/** Terms to change; what is `undefined` stays as it is. */
export interface TermsChange {
  readonly assetClass?: AssetClass | undefined
  readonly tickSize?: number | undefined
  readonly lotSize?: number | undefined
  readonly quantityStep?: number | undefined
  /** An empty text takes the sector away. */
  readonly sector?: string | undefined
}

/**
 * Changes the terms of a known instrument; the failure is a sentence.
 *
 * A new lot also becomes the quantity step unless one is given, as board lots are whole.
 */
export async function changeTerms(
  ports: Pick<MarketDataPorts, 'store'>,
  symbol: string,
  change: TermsChange
): Promise<Result<Instrument, string>> {
  const unknown = await explainUnknown(ports, symbol)
  if (unknown !== null) return err(unknown)
  const known = (await ports.store.findInstrument(symbol))!
  const instrument: Instrument = {
    ...known,
    assetClass: change.assetClass ?? known.assetClass,
    tickSize: change.tickSize ?? known.tickSize,
    lotSize: change.lotSize ?? known.lotSize,
    quantityStep: change.quantityStep ?? change.lotSize ?? known.quantityStep,
    sector: change.sector === undefined ? known.sector : change.sector.trim() || null,
  }
  const fault = instrumentFault(instrument)
  if (fault !== null) return err(`${symbol}: ${fault}`)
  await ports.store.updateInstrument(instrument)
  return ok(instrument)
}
