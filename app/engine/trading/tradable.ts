import type { Instrument } from '#kernel/instrument/instrument.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { BarStore } from '#ports/bar_store.js'

/**
 * The terms of what an account may trade: the symbols given, or every stored instrument of its currency that
 * has daily bars. `currency: null` takes any. Fails with a sentence about the first that cannot be.
 */
export async function tradable(
  store: BarStore,
  { symbols, currency }: { readonly symbols: readonly string[]; readonly currency: string | null }
): Promise<Result<readonly Instrument[], string>> {
  const known = await store.listInstruments()
  const series = await store.listSeries()
  const hasBars = (symbol: string) =>
    series.some((one) => one.symbol === symbol && one.timeframe === '1d' && one.rowCount > 0)
  const isOfCurrency = (one: Instrument) => currency === null || one.currency === currency
  const suits = (one: Instrument) => isOfCurrency(one) && one.assetClass !== 'index'
  if (symbols.length === 0) {
    const all = known.filter((one) => suits(one) && hasBars(one.symbol))
    return all.length > 0
      ? ok(all)
      : err(`no instrument in ${currency} has daily bars yet; see bars:list and bars:import`)
  }
  const chosen: Instrument[] = []
  for (const symbol of new Set(symbols)) {
    const one = known.find((instrument) => instrument.symbol === symbol)
    if (one === undefined) return err(`${symbol} is not known; see instruments:list`)
    if (one.assetClass === 'index') return err(`${symbol} is an index, which nobody can buy`)
    if (!isOfCurrency(one)) {
      return err(`${symbol} trades in ${one.currency}, the account is in ${currency ?? ''}`)
    }
    if (!hasBars(symbol)) return err(`there are no daily bars of ${symbol} to replay`)
    chosen.push(one)
  }
  return ok(chosen)
}
