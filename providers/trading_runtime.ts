/** What trading uses, as one module: it is loaded when the first account or command asks for it. */
import { PostgresAlerts } from '#adapters/alerts/postgres/postgres_alerts.js'
import { PaperSession, type PaperOptions } from '#adapters/broker/paper/paper_session.js'
import { systemClock } from '#adapters/clock/system_clock.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresLeases } from '#adapters/journal/postgres/postgres_leases.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import { PostgresReconcileRecords } from '#adapters/reconcile_records/postgres_reconcile_records.js'
import { BarRepository } from '#adapters/market_data/postgres/bar_repository.js'
import { AlertDesk } from '#engine/alerts/alert_desk.js'
import { feedView } from '#engine/market_data/live/feed_view.js'
import type { MarketDataService } from '#engine/market_data/live/market_data_service.js'
import type { ReconcilePorts } from '#engine/reconcile/reconciler.js'
import type { ReconcileSettings } from '#engine/reconcile/reconcile_settings.js'
import type { EnginePorts, OpenMarket } from '#engine/trading/engine_ports.js'
import type { AlertRecords } from '#ports/alerts.js'
import type { BarHistory } from '#ports/bar_history.js'
import type { BarStore } from '#ports/bar_store.js'
import type { OpenDatabase } from '#ports/database.js'
import type { LogFacts } from '#ports/log.js'
import type { MarketFeed } from '#ports/market_feed.js'
import type { TradingRecords } from '#ports/trading_records.js'
import { createLiveMarket } from './live_market.js'

export { askEngine } from '#engine/trading/ask_engine.js'
export { openAccount } from '#engine/trading/open_account.js'
export { readOrderWish } from '#engine/trading/order_wish.js'
export { verifyJournal } from '#engine/trading/verify_journal.js'
export { keepTrading } from '#engine/trading/keep_trading.js'
export { formatTable } from '#engine/text_table.js'

/** Replayed prices move at all hours, so the broker trades at all hours. */
const PAPER: PaperOptions = { settings: { hours: 'always' } }

/** Everything that trading needs of the outside. */
export interface TradingPorts extends EnginePorts {
  readonly records: TradingRecords
  readonly store: BarStore
  /** Prices as they come, for everyone in this process. */
  readonly market: MarketDataService
  /** The bars that came before, to warm up with. */
  readonly history: BarHistory
  readonly alerts: AlertDesk
  readonly alertRecords: AlertRecords
  readonly reconcile: ReconcilePorts
}

/** How trading runs in this installation. */
export interface TradingSettings {
  /** Milliseconds that one replayed bar takes. */
  readonly replayBarMs: number
  readonly reconcile: ReconcileSettings
  info(sentence: string, facts?: LogFacts): void
  warn(sentence: string, facts?: LogFacts): void
}

/** Binds the ports of trading to their adapters. Every account is a paper account. */
export function createTradingPorts(
  database: OpenDatabase,
  { replayBarMs, reconcile, info, warn }: TradingSettings
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
    failed: warn,
  })
  const { service: market, history } = createLiveMarket(store, systemClock, { replayBarMs })
  return {
    journal: new PostgresJournal(database),
    inbox: new PostgresInbox(database),
    leases: new PostgresLeases(database),
    clock: systemClock,
    records,
    store,
    market,
    history,
    alerts,
    alertRecords,
    reconcile: { records: new PostgresReconcileRecords(database), settings: reconcile },
    accounts: async () => (await records.accounts()).map(({ name }) => name),
    openMarket: async (account, fencing): Promise<OpenMarket> => {
      const broker = await PaperSession.open(database, { account, fencing }, systemClock, PAPER)
      const lost = Promise.withResolvers<Error>()
      const feed = feedView(market, account, { timeframes: ['1d'], onFault: lost.resolve })
      return { broker, feed: shownTo(broker, feed), lost: lost.promise }
    },
    info,
    warn,
  }
}

/** A feed whose ticks the paper broker sees before the engine does. */
function shownTo(broker: PaperSession, feed: MarketFeed): MarketFeed {
  return {
    name: feed.name,
    subscribe: (symbols, onTick) =>
      feed.subscribe(symbols, (tick) => {
        broker.see(tick)
        onTick(tick)
      }),
    unsubscribe: (symbols) => feed.unsubscribe(symbols),
    close: () => feed.close(),
  }
}
