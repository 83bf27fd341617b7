import type { BrokerSession } from '#ports/broker.js'
import type { CommandRow } from '#ports/command_inbox.js'
import type { BarHistory } from '#ports/bar_history.js'
import type { QuoteTick } from '#ports/market_feed.js'
import type { AccountBook } from '../account_book.js'
import type { Arrival } from '../arrival.js'
import type { StrategyFact } from './strategy_fact.js'

/** What strategies need of the engine of their account. */
export interface AccountDesk {
  readonly account: string
  readonly environment: BrokerSession['environment']
  /** The book as it stands; it runs ahead of the journal by one group. */
  book(): AccountBook
  offer(...arrivals: readonly Arrival[]): void
  /** Resolves when what has been offered until now is durable, or the engine has stopped. */
  settled(): Promise<void>
  /** Bars that the market of the account has told already; `null` where it keeps none. */
  readonly history: BarHistory | null
}

/** The strategies of one account, while its engine trades. Nothing here throws or holds up the engine. */
export interface AccountStrategies {
  /** Starts those that are to run, beside everything else. */
  start(): void
  /**
   * Takes a command over that is about a strategy, or about an order that plugin rules have a say in; `null`
   * for any other. Resolves, never rejects, when what it came to is durable or the engine has stopped.
   */
  take(command: CommandRow): Promise<void> | null
  /** Takes a quote, which needs no row: it is a price and no action. */
  see(quote: QuoteTick): void
  /** Takes what a group of rows tells. */
  tell(facts: readonly StrategyFact[]): void
  /** Resolves when all that was told until now has been answered, and what was answered is offered. */
  settled(): Promise<void>
  /** Ends their processes. They are started again with the next engine. */
  close(): Promise<void>
}

/** Runs strategies beside the engines of a process. */
export interface StrategyHosting {
  open(desk: AccountDesk): AccountStrategies
}
