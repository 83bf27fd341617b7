import type { CorporateAction, Split } from '#kernel/instrument/corporate_action.js'
import { DAY_MS, formatDay } from '#kernel/values/instant.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import { BarFileRefused, type BarFileProblem } from '#ports/bar_file.js'
import type { ActionImportReceipt } from '#ports/bar_store.js'
import type { MarketDataPorts } from '#ports/market_data.js'
import { didYouMean } from '../nearest.js'
import { loadSeries } from './load_series.js'

/** A file of corporate actions to import. */
export interface ActionFileImport {
  readonly file: string
  readonly symbol: string
  readonly source: string
  /** Stores splits that the stored prices do not show. */
  readonly isForced: boolean
}

/** What was stored. */
export interface ActionImportReport extends ActionImportReceipt {
  readonly actions: readonly CorporateAction[]
}

/** Why no action was stored. */
export type ActionImportFailure =
  | { readonly type: 'instrument_unknown'; readonly message: string }
  | { readonly type: 'split_not_in_prices'; readonly message: string }
  | {
      readonly type: 'file_refused'
      readonly file: string
      readonly problems: readonly BarFileProblem[]
    }

/**
 * Imports splits and dividends of one instrument, all of them or none.
 *
 * A split that the stored daily prices do not show is refused unless forced: such prices are adjusted
 * already, and the action would count the split twice.
 */
export async function importActions(
  ports: MarketDataPorts,
  request: ActionFileImport
): Promise<Result<ActionImportReport, ActionImportFailure>> {
  try {
    const actions = await ports.files.readActions(request.file)
    const unknown = await explainUnknown(ports, request.symbol)
    if (unknown !== null) return err({ type: 'instrument_unknown', message: unknown })
    const doubted = request.isForced ? null : await findSplitNotInPrices(ports, request, actions)
    if (doubted !== null) return err({ type: 'split_not_in_prices', message: doubted })
    const receipt = await ports.store.importActions(request.symbol, actions, request.source)
    if (receipt === null) throw new Error(`${request.symbol} vanished while importing`)
    return ok({ ...receipt, actions })
  } catch (error) {
    if (!(error instanceof BarFileRefused)) throw error
    return err({ type: 'file_refused', file: error.file, problems: error.problems })
  }
}

/** Why there is no such instrument, or `null` when there is. */
export async function explainUnknown(
  ports: Pick<MarketDataPorts, 'store'>,
  symbol: string
): Promise<string | null> {
  const known = (await ports.store.listInstruments()).map((instrument) => instrument.symbol)
  if (known.includes(symbol)) return null
  return `${symbol} is not known${didYouMean(symbol, known) || '; import its bars first with bars:import'}`
}

async function findSplitNotInPrices(
  ports: MarketDataPorts,
  { symbol }: ActionFileImport,
  actions: readonly CorporateAction[]
): Promise<string | null> {
  const loaded = await loadSeries(ports, symbol, '1d')
  if (!loaded.ok) return null
  const { path, count } = loaded.value
  for (const split of actions.filter((action): action is Split => action.type === 'split')) {
    const { fromIndex } = ports.cache.findRange(path, split.exDay * DAY_MS, Infinity)
    if (fromIndex === 0 || fromIndex === count) continue
    const bars = ports.cache.read(path, fromIndex - 1, fromIndex + 1)
    const fall = Math.log(bars.close[0]! / bars.open[1]!)
    const expected = Math.log(split.ratio)
    if (Math.abs(fall - expected) < Math.abs(fall)) continue
    return (
      `the stored prices of ${symbol} do not show a split of ${split.ratio} on ` +
      `${formatDay(split.exDay)} (close ${bars.close[0]} before, open ${bars.open[1]} after): they ` +
      'look adjusted already, and the action would count it twice; leave it out, or say --force'
    )
  }
  return null
}
