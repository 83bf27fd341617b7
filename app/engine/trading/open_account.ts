import type { RiskLimits } from '#kernel/risk/limits.js'
import type { KernelSettings } from '#kernel/state.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { JournalEntry } from '#ports/journal.js'
import type { BarStore } from '#ports/bar_store.js'
import type { TradingRecords } from '#ports/trading_records.js'
import { tradable } from './tradable.js'

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

/** What opening an account needs. */
export interface OpeningPorts {
  readonly records: TradingRecords
  readonly store: BarStore
  /** Limits that it begins with. */
  readonly firstLimits: RiskLimits
}

/** Opens a paper account. Fails with a sentence that says what is wrong and what would be right. */
export async function openAccount(
  ports: OpeningPorts,
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
    limits: ports.firstLimits,
    riskBias: 1,
    priceRounding: 'tick',
    slippage: { type: 'none' },
    commission: { type: 'schedule', name: currency === 'HKD' ? 'futu_hk' : 'futu_us' },
    isLive: true,
  }
  const opened: JournalEntry = { type: 'account_opened', settings }
  const isNew = await ports.records.openPaperAccount({
    settings,
    limits: ports.firstLimits,
    actor,
    atMs,
    entry: JSON.stringify(opened),
  })
  return isNew ? ok(settings) : err(`there is an account ${name} already`)
}
