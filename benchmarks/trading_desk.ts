import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PaperSession } from '#adapters/broker/paper/paper_session.js'
import { systemClock } from '#adapters/clock/system_clock.js'
import { openDatabase } from '#adapters/database/open_database.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresLeases } from '#adapters/journal/postgres/postgres_leases.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import { PostgresReconcileRecords } from '#adapters/reconcile_records/postgres_reconcile_records.js'
import { ManualFeed } from '#adapters/market_feed/manual/manual_feed.js'
import type { EnginePorts, OpenMarket } from '#engine/trading/engine_ports.js'
import { feedView } from '#engine/market_data/live/feed_view.js'
import { MARKET_DATA, MarketDataService } from '#engine/market_data/live/market_data_service.js'
import { RECONCILE_DEFAULTS } from '#engine/reconcile/reconcile_settings.js'
import type { StrategyHosting } from '#engine/trading/strategies/strategy_hosting.js'
import { startEngine, type TradingEngine } from '#engine/trading/trading_engine.js'
import type { Instrument } from '#kernel/instrument/instrument.js'
import { UNLIMITED } from '#kernel/risk/limits.js'
import type { OrderSignal } from '#kernel/signal/signal.js'
import type { KernelSettings } from '#kernel/state.js'
import { NO_ALERTS } from '#ports/alerts.js'
import type { BrokerOrder, BrokerSession } from '#ports/broker.js'
import type { OpenDatabase } from '#ports/database.js'
import type { MarketFeed, Tick } from '#ports/market_feed.js'
import type { TradingLease } from '#ports/trading_lease.js'

/** What a broker was asked, and when (`performance.now()`). */
export interface Asked {
  /** By client order id: the call began, and the order was in the broker's books. */
  readonly sent: Map<string, number>
  readonly taken: Map<string, number>
  readonly cancelled: Map<string, number>
}

/** An engine that trades at the paper broker, with prices that the benchmark tells. */
export interface Desk {
  readonly engine: TradingEngine
  readonly asked: Asked
  /** The feed tells a quote around a price. */
  quote(instrument: number, price: number): void
  /** Quotes that wait for the engine, arrivals that wait for their number, prices that wait for their row. */
  waiting(): number
  stop(): Promise<void>
}

/** A database of its own on the disk, where commits cost what they cost; gone after `use`. */
export async function withDatabase<T>(
  use: (database: OpenDatabase, dataDir: string) => Promise<T>
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'aq-bench-'))
  const root = fileURLToPath(new URL('..', import.meta.url))
  const dataDir = join(folder, 'storage')
  const database = await openDatabase({
    root,
    dataDir,
    databaseUrl: '',
    name: 'bench-trading',
  })
  try {
    return await use(database, dataDir)
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

/** Opens an account with so many instruments and strategies. */
export async function openAccount(
  database: OpenDatabase,
  account: string,
  { instruments, strategies }: { readonly instruments: number; readonly strategies: number }
): Promise<KernelSettings> {
  const settings: KernelSettings = {
    account,
    currency: 'USD',
    cash: 100_000_000,
    instruments: Array.from({ length: instruments }, (_, at) => shareOf(at)),
    fxRates: {},
    strategies: Array.from({ length: strategies }, (_, at) => ({
      id: `bench_${at + 1}`,
      shortAllowed: true,
      leverageMax: null,
    })),
    limits: UNLIMITED,
    riskBias: 1,
    priceRounding: 'tick',
    slippage: { type: 'none' },
    commission: { type: 'none' },
  }
  const isNew = await new PostgresRecords(database).openPaperAccount({
    settings,
    limits: settings.limits,
    actor: 'benchmark',
    atMs: Date.now(),
    entry: JSON.stringify({ type: 'account_opened', settings }),
  })
  if (!isNew) throw new Error(`there is an account ${account} already`)
  return settings
}

/** Symbol of the benchmark's instrument. */
export function symbolOf(instrument: number): string {
  return `US.B${String(instrument).padStart(3, '0')}`
}

function shareOf(instrument: number): Instrument {
  return {
    symbol: symbolOf(instrument),
    venue: 'US',
    assetClass: 'equity',
    currency: 'USD',
    tickSize: 0.01,
    lotSize: 1,
    quantityStep: 1,
    multiplier: 1,
    sector: null,
  }
}

/** Starts the engine of an account as the server does, under a lease. */
export async function openDesk(
  database: OpenDatabase,
  account: string,
  lease: TradingLease,
  strategies?: StrategyHosting
): Promise<Desk> {
  const asked: Asked = { sent: new Map(), taken: new Map(), cancelled: new Map() }
  const feed = new ManualFeed()
  const market = new MarketDataService(feed, systemClock, { ...MARKET_DATA, isAlwaysOpen: true })
  const ports: EnginePorts = {
    journal: new PostgresJournal(database),
    inbox: new PostgresInbox(database),
    leases: new PostgresLeases(database),
    clock: systemClock,
    accounts: async () => [account],
    openMarket: async (name, fencing): Promise<OpenMarket> => {
      const access = { account: name, fencing }
      const options = { settings: { hours: 'always' } } as const
      const session = await PaperSession.open(database, access, systemClock, options)
      const lost = Promise.withResolvers<Error>()
      const view = feedView(market, name, { timeframes: [], onFault: lost.resolve })
      const broker = watched(session, asked)
      return { broker, feed: shownTo(session, view), lost: lost.promise }
    },
    alerts: NO_ALERTS,
    ...(strategies === undefined ? {} : { strategies }),
    reconcile: {
      records: new PostgresReconcileRecords(database),
      settings: RECONCILE_DEFAULTS,
    },
    info: () => {},
    warn: (sentence) => process.stderr.write(`${sentence}\n`),
  }
  const engine = await startEngine(account, await lease.takeAccount(account), ports)
  void engine.failed.then((error) => {
    throw error
  })
  return {
    engine,
    asked,
    quote: (instrument, price) => void feed.tell(quoteOf(instrument, price)),
    waiting: () => {
      const listeners = market.status().listeners.reduce((sum, one) => sum + one.waiting, 0)
      return listeners + engine.sequencer.waiting
    },
    stop: () => engine.stop(),
  }
}

/** The lease of a database that nobody else uses. */
export async function takeLease(database: OpenDatabase): Promise<TradingLease> {
  const answer = await new PostgresLeases(database).acquire()
  if (answer.type === 'held') throw new Error(`${answer.by} trades`)
  return answer.lease
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

/** A broker that notes when it was asked. */
function watched(session: PaperSession, asked: Asked): BrokerSession {
  const own: Partial<BrokerSession> = {
    submit: async (order: BrokerOrder) => {
      asked.sent.set(order.clientOrderId, performance.now())
      await session.submit(order)
      asked.taken.set(order.clientOrderId, performance.now())
    },
    cancel: (clientOrderId: string) => {
      asked.cancelled.set(clientOrderId, performance.now())
      return session.cancel(clientOrderId)
    },
  }
  return new Proxy(session as BrokerSession, {
    get(behind, name) {
      const front = Reflect.get(own, name) as unknown
      if (front !== undefined) return front
      const value = Reflect.get(behind, name) as unknown
      return typeof value === 'function' ? (value.bind(behind) as unknown) : value
    },
  })
}

function quoteOf(instrument: number, price: number): Tick {
  return {
    type: 'quote',
    symbol: symbolOf(instrument),
    atMs: Date.now(),
    bid: price - 0.01,
    ask: price + 0.01,
    bidSize: 10_000,
    askSize: 10_000,
    last: price,
    lastSize: 100,
    volume: null,
  }
}

/** A wish to trade some units, at the market unless a limit is given. */
export function signalOf(
  terms: Pick<OrderSignal, 'strategy' | 'instrument' | 'reference' | 'side'> & {
    readonly quantity: number
    readonly limitPrice?: number
  }
): OrderSignal {
  const { quantity, limitPrice = null, ...place } = terms
  return {
    ...place,
    type: 'order',
    size: { kind: 'quantity', value: quantity },
    sizedAt: 'signal',
    orderType: limitPrice === null ? 'market' : 'limit',
    limitPrice,
    stopPrice: null,
    trail: null,
    timeInForce: 'gtc',
    goodTillMs: null,
    stopLoss: null,
    takeProfit: null,
    trailingStop: null,
    ocoGroup: 0,
    reason: null,
  }
}

/** Waits until something is so. Throws when it is not after a time. */
export async function until(isSo: () => boolean, what: string, timeoutMs = 30_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`it was not so in time: ${what}`)
    await sleep(1)
  }
}

/** The value below which a share of all lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0
}
