import type { Instrument } from '#kernel/instrument/instrument.js'
import { UNLIMITED } from '#kernel/risk/limits.js'
import type { KernelSettings } from '#kernel/state.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import type { OpenDatabase } from '#ports/database.js'

/** What the accounts of tests trade. */
export const SHARE: Instrument = {
  symbol: 'US.AAPL',
  venue: 'US',
  assetClass: 'equity',
  currency: 'USD',
  tickSize: 0.01,
  lotSize: 1,
  quantityStep: 1,
  multiplier: 1,
  sector: null,
}

/** Settings of an account with 100,000 USD that trades one share. */
export function accountSettings(account: string): KernelSettings {
  return {
    account,
    currency: 'USD',
    cash: 100_000,
    instruments: [SHARE],
    fxRates: {},
    strategies: [],
    limits: UNLIMITED,
    riskBias: 1,
    priceRounding: 'tick',
    slippage: { type: 'none' },
    commission: { type: 'none' },
    isLive: true,
  }
}

/** Opens such an account as the command does. */
export async function openTestAccount(database: OpenDatabase, account: string): Promise<void> {
  const settings = accountSettings(account)
  const opened = await new PostgresRecords(database).openPaperAccount({
    settings,
    limits: settings.limits,
    actor: 'test',
    atMs: Date.now(),
    entry: JSON.stringify({ type: 'account_opened', settings }),
  })
  if (!opened) throw new Error(`there is an account ${account} already`)
}

/** Writes a command to place an order; its key is its id. */
export async function orderCommand(
  database: OpenDatabase,
  account: string,
  { key, ...wish }: { key: string; side: 'buy' | 'sell'; quantity: number; limitPrice?: number }
): Promise<void> {
  await new PostgresInbox(database).write({
    id: key,
    account,
    kind: 'place_order',
    body: { symbol: SHARE.symbol, timeInForce: 'gtc', ...wish },
    actor: 'test',
    expiresMs: null,
  })
}
