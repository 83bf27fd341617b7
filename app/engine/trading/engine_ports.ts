import type { Alerts } from '#ports/alerts.js'
import type { BarHistory } from '#ports/bar_history.js'
import type { BrokerSession } from '#ports/broker.js'
import type { Clock } from '#ports/clock.js'
import type { CommandInbox } from '#ports/command_inbox.js'
import type { EquityMarks } from '#ports/equity_marks.js'
import type { Journal, JournalBatch } from '#ports/journal.js'
import type { MarketFeed } from '#ports/market_feed.js'
import type { LogFacts } from '#ports/log.js'
import type { PortfolioRecords } from '#ports/portfolio_records.js'
import type { KnownActions } from '#ports/known_actions.js'
import type { LeaseDesk } from '#ports/trading_lease.js'
import type { ReconcilePorts } from '../reconcile/reconciler.js'
import type { StrategyHosting } from './strategies/strategy_hosting.js'

/** The broker and the market of one account, opened for one engine. */
export interface OpenMarket {
  readonly broker: BrokerSession
  readonly feed: MarketFeed
  /** Bars that this market has told already, for strategies to warm up with; `null` where it keeps none. */
  readonly history?: BarHistory | null
  /** Splits and dividends, as the broker knows them too; left out where none are booked. */
  readonly actions?: KnownActions
  /** Resolves with the reason when prices cannot come any more: the engine then begins anew. */
  readonly lost: Promise<Error>
}

/** Everything that the trading engine needs of the outside. */
export interface EnginePorts {
  readonly journal: Journal
  readonly inbox: CommandInbox
  readonly clock: Clock
  readonly leases: LeaseDesk
  /** Accounts that exist, by name. */
  accounts(): Promise<readonly string[]>
  /** Opens an account's broker under a fencing number, and its market. */
  openMarket(account: string, fencing: number): Promise<OpenMarket>
  /** Where what a person must know is raised. */
  readonly alerts: Alerts
  /** Where comparisons with the broker are written, and how they are made; left out where there are none. */
  readonly reconcile?: ReconcilePorts
  /** Where the closes of sessions are written; left out where nobody asks for them. */
  readonly portfolio?: PortfolioRecords
  /** Where the course of equity is written; left out where nobody asks for it. */
  readonly equity?: EquityMarks
  /** Runs strategies beside the engines; left out where none are to run. */
  readonly strategies?: StrategyHosting
  /** What became durable, after it was acted upon, for whoever follows it. Takes no time and does not throw. */
  readonly written?: ((batch: JournalBatch) => void) | undefined
  /** A sentence for the log, and what it is about; `debug` is for each single step. */
  debug?(sentence: string, facts: LogFacts): void
  info(sentence: string, facts?: LogFacts): void
  warn(sentence: string, facts?: LogFacts): void
}
