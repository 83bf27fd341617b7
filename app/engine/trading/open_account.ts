import type { Instrument } from '#kernel/instrument/instrument.js'
import type { RiskLimits } from '#kernel/risk/limits.js'
import type { KernelSettings } from '#kernel/state.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { JournalEntry } from '#ports/journal.js'
import type { BarStore } from '#ports/bar_store.js'
import type { TradingRecords } from '#ports/trading_records.js'

/** Limits that a paper account begins with: a cash account, a twentieth of which may be lost in a day. */
export const FIRST_LIMITS: RiskLimits = {
  position: { quantityMax: null, notionalMax: null, countMax: null },
  portfolio: { exposureFractionMax: 1, sectorFractionMax: null, leverageMax: 1 },
  loss: {
    dailyLossMax: null,
    dailyLossFractionMax: 0.05,
    drawdownFractionMax: 0.25,
    strategyLossMax: null,
    haltOnDailyLoss: true,
  },
}

const CASH_MAX = 1e9

/** A paper account that a person wants. */
export interface AccountWish {
  readonly name: string
  readonly currency: string
  readonly cash: number
  /** What it may trade; empty for every stored instrument of its currency that has daily bars. */
  readonly symbols: readonly string[]
  readonly actor: string
  readonly atMs: number
}

/** Opens a paper account. Fails with a sentence that says what is wrong and what would be right. */
export async function openAccount(
  ports: { readonly records: TradingRecords; readonly store: BarStore },
  wish: AccountWish
): Promise<Result<KernelSettings, string>> {
  const { name, currency, cash, actor, atMs } = wish
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
    return err(`a name is 1 to 32 small letters, digits and hyphens, was "${name.slice(0, 40)}"`)
  }
  if (!(cash > 0 && cash <= CASH_MAX)) {
    return err(`cash must be above 0 and at most ${CASH_MAX}, was ${cash}`)
  }
  const instruments = await tradable(ports.store, wish)
  if (!instruments.ok) return instruments
  const settings: KernelSettings = {
    account: name,
    currency,
    cash,
    instruments: instruments.value,
    fxRates: {},
    strategies: [],
    limits: FIRST_LIMITS,
    riskBias: 1,
    priceRounding: 'tick',
    slippage: { type: 'none' },
    commission: { type: 'schedule', name: currency === 'HKD' ? 'futu_hk' : 'futu_us' },
    isLive: true,
  }
  const opened: JournalEntry = { type: 'account_opened', settings }
  const isNew = await ports.records.openPaperAccount({
    settings,
    limits: FIRST_LIMITS,
    actor,
    atMs,
    entry: JSON.stringify(opened),
  })
  return isNew ? ok(settings) : err(`there is an account ${name} already`)
}

async function tradable(
  store: BarStore,
  { symbols, currency }: AccountWish
): Promise<Result<readonly Instrument[], string>> {
  const known = await store.listInstruments()
  const series = await store.listSeries()
  const hasBars = (symbol: string) =>
    series.some((one) => one.symbol === symbol && one.timeframe === '1d' && one.rowCount > 0)
  const suits = (one: Instrument) => one.currency === currency && one.assetClass !== 'index'
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
    if (one.currency !== currency) {
      return err(`${symbol} trades in ${one.currency}, the account is in ${currency}`)
    }
    if (!hasBars(symbol)) return err(`there are no daily bars of ${symbol} to replay`)
    chosen.push(one)
  }
  return ok(chosen)
}
