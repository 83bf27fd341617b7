import type { Venue } from '#kernel/instrument/venue.js'
import type { Journal } from '#ports/journal.js'
import type { PortfolioDay, PortfolioRecords } from '#ports/portfolio_records.js'
import type { ReconcileRecords } from '#ports/reconcile_records.js'
import { rebuild } from '../trading/rebuild.js'
import { resultsOf, type Result } from './performance.js'
import { portfolioOf, type Portfolio } from './portfolio.js'

/** Sessions that figures by the year are reckoned from: eight years. */
const DAYS_READ = 2_000
/** Closed trades that figures of trades are reckoned from, the last ones. */
const TRADES_READ = 20_000

/** Where an account's results are read. */
export interface ResultPorts {
  readonly journal: Journal
  readonly portfolio: Pick<PortfolioRecords, 'days' | 'trades'>
  readonly reconcile: { readonly records: Pick<ReconcileRecords, 'openedMs'> }
}

/** What an account and each of its strategies has earned. */
export interface AccountResults {
  /** As the journal has it now. */
  readonly portfolio: Portfolio
  /** Closes of sessions, oldest first, 2,000 at most. */
  readonly days: readonly PortfolioDay[]
  /** The account first. */
  readonly results: readonly Result[]
  /** When the first trade was closed that the figures of trades know; `null` where they know all. */
  readonly tradesSinceMs: number | null
}

/**
 * Reads the results of an account beside a running engine. However long it has traded, so much is read and
 * no more; money is exact all the same, because it is that of the journal.
 */
export async function accountResults(
  ports: ResultPorts,
  { name, currency }: { readonly name: string; readonly currency: string }
): Promise<AccountResults> {
  const [rebuilt, days, read, openedMs] = await Promise.all([
    rebuild(ports.journal, name),
    ports.portfolio.days(name, DAYS_READ),
    ports.portfolio.trades(name, TRADES_READ + 1),
    ports.reconcile.records.openedMs(name),
  ])
  const portfolio = portfolioOf(rebuilt.book)
  const isCut = read.length > TRADES_READ
  const trades = isCut ? read.slice(1) : read
  const venue: Venue = currency === 'HKD' ? 'HK' : 'US'
  return {
    portfolio,
    days,
    results: resultsOf({ portfolio, days, trades, venue, openedMs }),
    tradesSinceMs: isCut ? trades[0]!.exitMs : null,
  }
}
