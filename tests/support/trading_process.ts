/**
 * A process that trades as the server does, at quotes of its own, and can die by its own hand (SIGKILL) at
 * one point of the way of an order: `URL ACCOUNT POINT TIMES`. The point `never` lets it live. At a point
 * that begins with `during_` it dies so many turns of its event loop after the call began.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ROOT } from './data_folder.js'
import { SHARE } from './trading_account.js'
import { PaperSession } from '#adapters/broker/paper/paper_session.js'
import { systemClock } from '#adapters/clock/system_clock.js'
import { openDatabase } from '#adapters/database/open_database.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresLeases } from '#adapters/journal/postgres/postgres_leases.js'
import { PostgresPortfolioRecords } from '#adapters/portfolio_records/postgres_portfolio_records.js'
import { PostgresReconcileRecords } from '#adapters/reconcile_records/postgres_reconcile_records.js'
import { RECONCILE_DEFAULTS } from '#engine/reconcile/reconcile_settings.js'
import { keepTrading } from '#engine/trading/keep_trading.js'
import type { BrokerReport, BrokerSession } from '#ports/broker.js'
import type { Journal, JournalBatch } from '#ports/journal.js'
import type { ReconcileRecords } from '#ports/reconcile_records.js'
import type { MarketFeed, Tick } from '#ports/market_feed.js'

const [url, account, point, times] = process.argv.slice(2) as [string, string, string, string]
const QUOTE_MS = 30
let left = Number(times)

/** Dies when this is the chosen point for the chosen time. */
function reach(name: string): void {
  if (name === point && --left <= 0) process.kill(process.pid, 'SIGKILL')
}

const database = await openDatabase({ root: ROOT, databaseUrl: url })

/** Lets a call begin, and dies so many turns later when this is the chosen point. */
async function dieDuring<T>(name: string, call: Promise<T>): Promise<T> {
  if (name !== point) return call
  // It may fail meanwhile, which nobody will hear of.
  void call.catch(() => {})
  for (; left > 0; left--) await nextTurn()
  process.kill(process.pid, 'SIGKILL')
  return call
}

function kindOf({ fills, rows }: JournalBatch): string {
  const has = (type: string) => rows.some(({ entry }) => entry.startsWith(`{"type":"${type}"`))
  if (fills.length > 0) return 'fill'
  if (has('signal_proposed')) return 'intent'
  if (has('instrument_paused')) return 'pause'
  return has('cancel_asked') || has('mode_changed') ? 'cancel' : 'other'
}

function mortalJournal(journal: Journal): Journal {
  const mortal: Partial<Journal> = {
    append: async (batch) => {
      const kind = kindOf(batch)
      reach(`before_${kind}_row`)
      await dieDuring(`during_${kind}_row`, journal.append(batch))
      reach(`after_${kind}_row`)
    },
    read: async (name, fromSequence, limit) => {
      const rows = await journal.read(name, fromSequence, limit)
      reach('in_rebuild')
      return rows
    },
    saveSnapshot: async (name, snapshot) => {
      reach('before_snapshot')
      await dieDuring('during_snapshot', journal.saveSnapshot(name, snapshot))
      reach('after_snapshot')
    },
  }
  return inFrontOf(journal, mortal)
}

function mortalRecords(records: ReconcileRecords): ReconcileRecords {
  const mortal: Partial<ReconcileRecords> = {
    write: async (name, outcome) => {
      reach('before_comparison')
      const written = await dieDuring('during_comparison', records.write(name, outcome))
      reach('after_comparison')
      return written
    },
    end: async (name, end, atMs) => {
      reach('before_decision')
      const isEnded = await records.end(name, end, atMs)
      reach('after_decision')
      return isEnded
    },
  }
  return inFrontOf(records, mortal)
}

function mortalBroker(broker: PaperSession): BrokerSession {
  const mortal: Partial<BrokerSession> = {
    submit: async (order) => {
      reach('before_send')
      await dieDuring('during_send', broker.submit(order))
      reach('after_send')
    },
    cancel: async (id) => {
      reach('before_cancel')
      await dieDuring('during_cancel', broker.cancel(id))
      reach('after_cancel')
    },
    replace: async (change) => {
      reach('before_replace')
      await dieDuring('during_replace', broker.replace(change))
      reach('after_replace')
    },
    orders: async (sinceMs) => {
      const list = await broker.orders(sinceMs)
      reach('in_recovery')
      return list
    },
    fills: async (sinceMs) => {
      const fills = await broker.fills(sinceMs)
      reach('in_recovery_fills')
      return fills
    },
    onReport: (listener) =>
      broker.onReport((report: BrokerReport) => {
        reach(`answer_${report.type}`)
        listener(report)
      }),
  }
  return inFrontOf(broker, mortal)
}

/** An object that answers with `front` where it can, else with what is behind it. */
function inFrontOf<T extends object>(behind: T, front: Partial<T>): T {
  return new Proxy(behind, {
    get(target, name) {
      const own = Reflect.get(front, name) as unknown
      if (own !== undefined) return own
      const value = Reflect.get(target, name) as unknown
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Quotes of 4 units at 100.00 / 100.02, again and again: larger orders fill in parts. */
function feedFor(broker: PaperSession): MarketFeed {
  let timer: NodeJS.Timeout | undefined
  return {
    name: 'manual',
    subscribe: async (_symbols, onTick) => {
      timer = setInterval(() => {
        const tick: Tick = {
          type: 'quote',
          symbol: SHARE.symbol,
          atMs: Date.now(),
          bid: 100,
          ask: 100.02,
          bidSize: 4,
          askSize: 4,
          last: null,
          lastSize: null,
          volume: null,
        }
        broker.see(tick)
        onTick(tick)
      }, QUOTE_MS)
    },
    unsubscribe: async () => {},
    close: async () => clearInterval(timer),
  }
}

const say = (sentence: string) => process.stdout.write(`${sentence}\n`)
say('begins')
const trading = keepTrading({
  journal: mortalJournal(new PostgresJournal(database)),
  inbox: new PostgresInbox(database),
  leases: new PostgresLeases(database),
  clock: systemClock,
  portfolio: new PostgresPortfolioRecords(database),
  reconcile: {
    records: mortalRecords(new PostgresReconcileRecords(database)),
    settings: { ...RECONCILE_DEFAULTS, lateReportMs: 0, lookGapMs: 20 },
  },
  accounts: async () => [account],
  openMarket: async (name, fencing) => {
    const access = { account: name, fencing }
    const session = await PaperSession.open(database, access, systemClock, {
      settings: { hours: 'always' },
    })
    return { broker: mortalBroker(session), feed: feedFor(session), lost: new Promise(() => {}) }
  },
  alerts: { raise: ({ title, body }) => say(`${title}: ${body}`), resolve: () => {} },
  info: say,
  warn: say,
})
// A server listens and so lives on while it waits for the lease; this process does the same without ears.
const alive = setInterval(() => {}, 60_000)
process.once('SIGTERM', () => {
  clearInterval(alive)
  void trading.stop().then(() => database.close())
})
