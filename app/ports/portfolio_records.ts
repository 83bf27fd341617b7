import type { TransactionType } from '#kernel/account/ledger.js'
import type { Venue } from '#kernel/instrument/venue.js'
import type { TradeSummary } from '#kernel/metric/trade_summary.js'
import type { Micros } from '#kernel/values/micros.js'

/** What one strategy holds and has earned in one instrument. Amounts in account currency. */
export interface PortfolioPosition {
  readonly strategy: string
  readonly symbol: string
  /** Units held, below zero for a short; 0 for what was closed. */
  readonly quantity: number
  readonly averageCost: number
  readonly price: number
  readonly value: Micros
  /** What the open quantity cost. */
  readonly basis: Micros
  /** Profit of what was closed, before fees and income. */
  readonly realised: Micros
  readonly fees: Micros
  readonly income: Micros
}

/** What an account was worth at the close of a session. */
export interface PortfolioDay {
  readonly account: string
  /** The session's date, a day number. An account on several venues has one row for a date: the last close. */
  readonly day: number
  readonly venue: Venue
  readonly closedMs: number
  /** When the figures were taken; later than the close where nobody was there. */
  readonly takenMs: number
  /** Row of the journal up to which they are. */
  readonly sequence: number
  readonly currency: string
  readonly cash: Micros
  readonly equity: Micros
  /** Money that came from outside: `equity - outside` is what was earned. */
  readonly outside: Micros
  readonly grossExposure: Micros
  readonly netExposure: Micros
  /** Cash by the currency in which it is. */
  readonly currencyCash: Readonly<Record<string, Micros>>
  readonly positions: readonly PortfolioPosition[]
}

/** A row of the ledger as it is read. Amounts are decimal strings in account currency. */
export interface TransactionRow {
  readonly sequence: number
  readonly atMs: number
  readonly type: TransactionType
  readonly amount: string
  readonly balance: string
  readonly strategy: string | null
  readonly symbol: string | null
  readonly quantity: number | null
  readonly price: number | null
  readonly fxRate: number
}

/** Which rows of the ledger; `null` for all of a kind. */
export interface TransactionFilter {
  readonly type: string | null
  readonly strategy: string | null
  readonly symbol: string | null
  readonly sinceMs: number | null
  readonly limit: number
  /** Only those with a lower number: the page after one that ended there. */
  readonly before?: number | undefined
}

/** Which executions or closed trades are listed. */
export interface TradingFilter {
  readonly strategy?: string | undefined
  readonly symbol?: string | undefined
  readonly limit: number
  /** Only those with a lower number: the page after one that ended there. */
  readonly before?: number | undefined
}

/** Which executions are listed. */
export interface FillFilter extends TradingFilter {
  /** Only those of this order. */
  readonly order?: string | undefined
}

/** An execution as it is read. */
export interface FillRow {
  /** Number within the account. */
  readonly sequence: number
  readonly brokerFillId: string
  /** `null` for one that belongs to no order of ours. */
  readonly order: string | null
  readonly strategy: string
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly quantity: number
  readonly price: number
  /** What the market said at that moment. */
  readonly marketPrice: number
  /** A decimal string in account currency. */
  readonly fee: string
  readonly atMs: number
}

/** A closed trade as it is read. Amounts are decimal strings in account currency. */
export interface TradeRow {
  /** Number within the account. */
  readonly sequence: number
  readonly strategy: string
  readonly symbol: string
  readonly side: 'long' | 'short'
  readonly quantity: number
  readonly entryMs: number
  readonly exitMs: number
  readonly entryPrice: number
  readonly exitPrice: number | null
  readonly profit: string
  readonly fees: string
  readonly returnFraction: number
  /** Why it was opened and why it was closed, where that is known. */
  readonly reason: string | null
  readonly exitReason: string | null
}

/** What accounts were worth, what they traded, and how their cash moved. */
export interface PortfolioRecords {
  /** Writes the close of a date; one of the same date that closed earlier is replaced. */
  saveDay(day: PortfolioDay): Promise<void>
  /** When the last session closed of which there is a row; without any, when the account was opened. */
  lastCloseMs(account: string): Promise<number>
  /** The last dates, oldest first, with their positions. */
  days(account: string, limit: number): Promise<readonly PortfolioDay[]>
  /** The last closed trades, at most so many, oldest first. */
  trades(account: string, limit: number): Promise<readonly TradeSummary[]>
  /** Newest first. */
  transactions(account: string, filter: TransactionFilter): Promise<readonly TransactionRow[]>
  /** Executions, newest first. */
  fills(account: string, filter: FillFilter): Promise<readonly FillRow[]>
  /** Closed trades, newest first. */
  closedTrades(account: string, filter: TradingFilter): Promise<readonly TradeRow[]>
}
