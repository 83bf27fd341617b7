/** What trading uses, as one module: it is loaded when the first account or command asks for it. */
import { PostgresAlerts } from '#adapters/alerts/postgres/postgres_alerts.js'
import { PaperSession, type PaperOptions } from '#adapters/broker/paper/paper_session.js'
import type { PaperSettings } from '#adapters/broker/paper/paper_settings.js'
import { systemClock } from '#adapters/clock/system_clock.js'
import { PostgresEquityMarks } from '#adapters/equity_marks/postgres_equity_marks.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresLeases } from '#adapters/journal/postgres/postgres_leases.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import { PostgresRiskRecords } from '#adapters/journal/postgres/postgres_risk_records.js'
import { PostgresPortfolioRecords } from '#adapters/portfolio_records/postgres_portfolio_records.js'
import { PostgresReconcileRecords } from '#adapters/reconcile_records/postgres_reconcile_records.js'
import { PostgresTraces } from '#adapters/traces/postgres/postgres_traces.js'
import { PostgresStrategyActivities } from '#adapters/strategy_records/postgres_strategy_activities.js'
import { PostgresStrategyDrafts } from '#adapters/strategy_records/postgres_strategy_drafts.js'
import { PostgresStrategyRecords } from '#adapters/strategy_records/postgres_strategy_records.js'
import { BarRepository } from '#adapters/market_data/postgres/bar_repository.js'
import { AlertDesk } from '#engine/alerts/alert_desk.js'
import { ActionShelf } from '#engine/market_data/live/action_shelf.js'
import { feedView } from '#engine/market_data/live/feed_view.js'
import type { MarketDataService } from '#engine/market_data/live/market_data_service.js'
import { patientFeed } from '#engine/market_data/live/patient_feed.js'
import type { ReconcilePorts } from '#engine/reconcile/reconciler.js'
import type { ReconcileSettings } from '#engine/reconcile/reconcile_settings.js'
import { FollowedBooks } from '#engine/trading/followed_books.js'
import type { EnginePorts, OpenMarket } from '#engine/trading/engine_ports.js'
import { StrategyBench } from '#engine/trading/strategies/account_strategies.js'
import type { CreationPorts } from '#engine/trading/strategies/create_strategy.js'
import type { PluginDesk } from '#engine/trading/strategies/strategy_ports.js'
import type { Timeframe } from '#kernel/market/timeframe.js'
import type { RiskLimits } from '#kernel/risk/limits.js'
import type { AlertRecords } from '#ports/alerts.js'
import type { BarHistory } from '#ports/bar_history.js'
import type { BarStore } from '#ports/bar_store.js'
import type { OpenDatabase } from '#ports/database.js'
import type { EquityMarks } from '#ports/equity_marks.js'
import type { LogFacts } from '#ports/log.js'
import type { MarketFeed } from '#ports/market_feed.js'
import type { TraceStore } from '#ports/traces.js'
import type { RiskRecords } from '#ports/risk_records.js'
import type { StrategyActivities } from '#ports/strategy_activity.js'
import type { StrategyDrafts } from '#ports/strategy_drafts.js'
import type { StrategyRecords } from '#ports/strategy_records.js'
import type { PortfolioRecords } from '#ports/portfolio_records.js'
import type { TradingRecords } from '#ports/trading_records.js'
import { createLiveMarket, type LiveMarket, type LiveMarketSettings } from './live_market.js'

export { effectiveBiasOf } from '#engine/risk/effective_bias_of.js'
export { loosens } from '#engine/risk/loosens.js'
export { riskStanding } from '#engine/risk/risk_standing.js'
export { limitLines, patchText, readLimitWords } from '#engine/risk/limit_words.js'
export { askEngine } from '#engine/trading/ask_engine.js'
export { ensureFirstAccount } from '#engine/trading/first_account.js'
export { openAccount } from '#engine/trading/open_account.js'
export { closedNote } from '#engine/trading/closed_note.js'
export { tradable } from '#engine/trading/tradable.js'
export { exitOfWord, trailOfWord } from '#engine/trading/exit_wish.js'
export { readOrderWish } from '#engine/trading/order_wish.js'
export { equityCourse } from '#engine/portfolio/equity_course.js'
export { portfolioOf } from '#engine/portfolio/portfolio.js'
export { accountResults } from '#engine/portfolio/account_results.js'
export { holdingsOf, sessionProfits } from '#engine/portfolio/holdings.js'
export { rebuild } from '#engine/trading/rebuild.js'
export { replayJournal } from '#engine/trading/replay_journal.js'
export { verifyJournal } from '#engine/trading/verify_journal.js'
export { keepTrading } from '#engine/trading/keep_trading.js'
export { findQuotes } from '#engine/market_data/live/find_quotes.js'
export { reportLines } from '#engine/market_data/live/market_report.js'
export { keepLiveMarket } from './live_market.js'
export { findOrderTrace, findTrace } from '#engine/traces/find_trace.js'
export { traceId } from '#engine/traces/trace_id.js'
export { traceLadder } from '#engine/traces/trace_ladder.js'
export { draftOf } from '#engine/trading/strategies/draft_view.js'
export { createStrategy } from '#engine/trading/strategies/create_strategy.js'
export { formatTable } from '#engine/text_table.js'

/** Bars that the replayed market makes: strategies may ask for them. */
const HEARD: readonly Timeframe[] = ['1d', '1w']

/** A feed is asked again so often for what it does not have. */
const ASK_AGAIN_MS = 30_000

/** Everything that trading needs of the outside. */
export interface TradingPorts extends EnginePorts {
  readonly records: TradingRecords
  readonly risk: RiskRecords
  /** Books of accounts, for whoever looks at them often. */
  readonly books: FollowedBooks
  /** Whether orders execute in the sessions of their market alone. */
  readonly marketHours: LiveMarketSettings['hours']
  /** Limits that an account begins with. */
  readonly firstLimits: RiskLimits
  readonly store: BarStore
  /** Prices as they come, for everyone in this process. */
  readonly market: MarketDataService
  /** The bars that came before, to warm up with. */
  readonly history: BarHistory
  /** The same with what surrounds it: missing prices, stored ticks, shared quotes, the board. */
  readonly live: LiveMarket
  readonly alerts: AlertDesk
  readonly alertRecords: AlertRecords
  readonly traces: TraceStore
  readonly reconcile: ReconcilePorts
  readonly portfolio: PortfolioRecords
  readonly equity: EquityMarks
  readonly strategyRecords: StrategyRecords
  readonly drafts: StrategyDrafts
  readonly activities: StrategyActivities
  /** The manifest of a shipped or installed plugin. */
  readonly manifest: CreationPorts['manifest']
}

/** How trading runs in this installation. */
export interface TradingSettings {
  readonly market: LiveMarketSettings
  readonly reconcile: ReconcileSettings
  /** How paper accounts execute; may change at any time. */
  readonly paper: Partial<PaperSettings>
  /** Limits that an account begins with now. */
  firstLimits(): RiskLimits
  /** The host of live plugins, opened when a strategy is to run. */
  pluginHost(): Promise<PluginDesk>
  readonly manifest: CreationPorts['manifest']
  debug(sentence: string, facts: LogFacts): void
  info(sentence: string, facts?: LogFacts): void
  warn(sentence: string, facts?: LogFacts): void
}

/** Binds the ports of trading to their adapters. Every account is a paper account. */
export function createTradingPorts(
  database: OpenDatabase,
  {
    market: marketSettings,
    reconcile,
    paper,
    firstLimits,
    pluginHost,
    manifest,
    debug,
    info,
    warn,
  }: TradingSettings
): TradingPorts {
  const records = new PostgresRecords(database)
  const store = new BarRepository(database)
  const alertRecords = new PostgresAlerts(database)
  const alerts = new AlertDesk({
    records: alertRecords,
    clock: systemClock,
    log: ({ severity, key, title, body, account }) => {
      const facts = { alert: key, severity, ...(account === null ? {} : { account }) }
      if (severity === 'info') info(`${title}: ${body}`, facts)
      else warn(`${title}: ${body}`, facts)
    },
    over: (key, title) => info(`over: ${title}`, { alert: key }),
    failed: warn,
  })
  const live = createLiveMarket({ database, store, clock: systemClock, alerts }, marketSettings)
  const { market, history, missing } = live
  const actions = new ActionShelf({
    store,
    clock: systemClock,
    failed: (error) => warn(`splits and dividends could not be read: ${String(error)}`),
  })
  const strategyRecords = new PostgresStrategyRecords(database)
  const drafts = new PostgresStrategyDrafts(database)
  const journal = new PostgresJournal(database)
  return {
    journal,
    books: new FollowedBooks(journal),
    inbox: new PostgresInbox(database),
    leases: new PostgresLeases(database),
    clock: systemClock,
    records,
    risk: new PostgresRiskRecords(database),
    marketHours: marketSettings.hours,
    get firstLimits() {
      return firstLimits()
    },
    store,
    market,
    history,
    live,
    alerts,
    alertRecords,
    traces: new PostgresTraces(database),
    portfolio: new PostgresPortfolioRecords(database),
    equity: new PostgresEquityMarks(database),
    reconcile: { records: new PostgresReconcileRecords(database), settings: reconcile },
    strategyRecords,
    drafts,
    activities: new PostgresStrategyActivities(database),
    manifest,
    strategies: {
      open: (desk) =>
        new StrategyBench(desk, {
          host: pluginHost,
          records: strategyRecords,
          drafts,
          manifest,
          clock: systemClock,
          alerts,
          warn,
        }),
    },
    accounts: async () => (await records.accounts()).map(({ name }) => name),
    openMarket: async (account, fencing): Promise<OpenMarket> => {
      const letGo = await actions.keep()
      // Prices and the broker keep the same hours.
      const options: PaperOptions = { settings: paper, actions }
      const access = { account, fencing }
      const broker = await PaperSession.open(database, access, systemClock, options).catch(
        (error: unknown) => {
          letGo()
          throw error
        }
      )
      const lost = Promise.withResolvers<Error>()
      const view = feedView(market, account, { timeframes: HEARD, onFault: lost.resolve })
      const feed = patientFeed(view, {
        clock: systemClock,
        againMs: ASK_AGAIN_MS,
        onMissing: (symbol) => missing.add(symbol, market.feedName),
        onSettled: (symbol) => missing.remove(symbol),
      })
      const shown = shownTo(broker, feed, letGo)
      return { broker, feed: shown, history, actions, lost: lost.promise }
    },
    debug,
    info,
    warn,
  }
}

/** A feed whose ticks the paper broker sees before the engine does. `closed` is called when it ends. */
function shownTo(broker: PaperSession, feed: MarketFeed, closed: () => void): MarketFeed {
  return {
    name: feed.name,
    subscribe: (symbols, onTick) =>
      feed.subscribe(symbols, (tick) => {
        broker.see(tick)
        onTick(tick)
      }),
    unsubscribe: (symbols) => feed.unsubscribe(symbols),
    close: () => {
      closed()
      return feed.close()
    },
  }
}
