import { setTimeout as sleep } from 'node:timers/promises'
import { PaperSession } from '#adapters/broker/paper/paper_session.js'
import { systemClock } from '#adapters/clock/system_clock.js'
import type { PaperSettings } from '#adapters/broker/paper/paper_settings.js'
import { PostgresEquityMarks } from '#adapters/equity_marks/postgres_equity_marks.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresLeases } from '#adapters/journal/postgres/postgres_leases.js'
import { PostgresPortfolioRecords } from '#adapters/portfolio_records/postgres_portfolio_records.js'
import { PostgresReconcileRecords } from '#adapters/reconcile_records/postgres_reconcile_records.js'
import { askEngine } from '#engine/trading/ask_engine.js'
import { startEngine, type TradingEngine } from '#engine/trading/trading_engine.js'
import { RECONCILE_DEFAULTS, type ReconcileSettings } from '#engine/reconcile/reconcile_settings.js'
import type { Alert } from '#ports/alerts.js'
import type { Clock } from '#ports/clock.js'
import type { CommandKind, CommandState } from '#ports/command_inbox.js'
import type { OpenDatabase } from '#ports/database.js'
import type { KnownActions } from '#ports/known_actions.js'
import type { LogFacts } from '#ports/log.js'
import type { Tick } from '#ports/market_feed.js'
import { SHARE } from './trading_account.js'

let keys = 0

/** An engine of one account in this process, with the paper broker, a real database and quotes by hand. */
export class PaperEngine {
  readonly raised: Alert[] = []
  readonly resolved: string[] = []
  /** Lines for the log, with what they are about. */
  readonly lines: { readonly sentence: string; readonly facts: LogFacts }[] = []
  readonly records: PostgresReconcileRecords
  readonly portfolio: PostgresPortfolioRecords
  readonly equity: PostgresEquityMarks
  /** What the broker charges in each market. */
  commission: PaperSettings['commission'] = { US: { type: 'none' }, HK: { type: 'none' } }
  /** Splits and dividends that broker and engine know from the next start on. */
  actions: KnownActions | null = null
  readonly #listeners = new Set<(tick: Tick) => void>()
  #engine: TradingEngine | null = null
  #session: PaperSession | null = null

  constructor(
    private readonly database: OpenDatabase,
    readonly account: string,
    private readonly settings: Partial<ReconcileSettings> = {},
    private readonly clock: Clock = systemClock
  ) {
    this.records = new PostgresReconcileRecords(database)
    this.portfolio = new PostgresPortfolioRecords(database)
    this.equity = new PostgresEquityMarks(database)
  }

  get engine(): TradingEngine {
    if (this.#engine === null) throw new Error('the engine does not run')
    return this.#engine
  }

  /** Starts under a new fencing number. */
  async start(): Promise<void> {
    const { database, account, records } = this
    const fencing = await this.sql<{ fencing: number }>(
      `update trading_accounts set fencing = nextval('trading_fencing')
        where name = $1 returning fencing::float8 as fencing`,
      [account]
    )
    this.#engine = await startEngine(account, fencing[0]!.fencing, {
      journal: new PostgresJournal(database),
      inbox: new PostgresInbox(database),
      leases: new PostgresLeases(database),
      clock: this.clock,
      alerts: {
        raise: (alert) => this.raised.push(alert),
        resolve: (key) => this.resolved.push(key),
      },
      reconcile: {
        records,
        settings: { ...RECONCILE_DEFAULTS, lateReportMs: 0, lookGapMs: 20, ...this.settings },
      },
      portfolio: this.portfolio,
      equity: this.equity,
      accounts: async () => [account],
      openMarket: async (name, number) => {
        const access = { account: name, fencing: number }
        const known = this.actions === null ? {} : { actions: this.actions }
        const broker = await PaperSession.open(database, access, this.clock, {
          ...known,
          settings: {
            hours: 'always',
            commission: this.commission,
          },
        })
        this.#session = broker
        const feed = {
          name: 'manual',
          subscribe: async (_: readonly string[], onTick: (tick: Tick) => void) => {
            this.#listeners.add(onTick)
          },
          unsubscribe: async () => {},
          close: async () => this.#listeners.clear(),
        }
        return { broker, feed, ...known, lost: new Promise<Error>(() => {}) }
      },
      debug: (sentence, facts) => this.lines.push({ sentence, facts }),
      info: (sentence, facts = {}) => this.lines.push({ sentence, facts }),
      warn: () => {},
    })
  }

  async stop(): Promise<void> {
    await this.#engine?.stop()
    this.#engine = null
  }

  /** Shows the market to broker and engine; resolves when it is in the journal. */
  async quote(price = 100, symbol = SHARE.symbol, spread = 0): Promise<void> {
    const sizes = { bidSize: 10_000, askSize: 10_000, last: null, lastSize: null, volume: null }
    const tick: Tick = {
      type: 'quote',
      symbol,
      atMs: this.clock.nowMs(),
      bid: price,
      ask: price + spread,
      ...sizes,
    }
    this.#session?.see(tick)
    for (const listener of this.#listeners) listener(tick)
    await this.engine.sequencer.settled()
  }

  /** Asks the engine for something and waits for what became of it. */
  ask(kind: CommandKind, body: Record<string, unknown> = {}): Promise<CommandState> {
    const { account } = this
    const id = `${account}-${++keys}`
    const ports = { inbox: new PostgresInbox(this.database), clock: systemClock }
    const command = { id, account, kind, body, actor: 'test', expiresMs: null }
    return askEngine(ports, command, 20_000)
  }

  /** Trades by hand at the quote that stands, until it is filled. */
  async trade(side: 'buy' | 'sell', quantity: number, symbol = SHARE.symbol): Promise<string> {
    const { status, detail } = await this.ask('place_order', { symbol, side, quantity })
    const [order] = (detail?.orders ?? []) as string[]
    if (status !== 'done' || order === undefined) throw new Error(JSON.stringify(detail))
    for (let turn = 0; turn < 300; turn++) {
      const [row] = await this.sql<{ state: string }>('select state from orders where id = $1', [
        order,
      ])
      if (row?.state === 'filled') return order
      await sleep(20)
    }
    throw new Error(`${order} did not fill`)
  }

  /** Reads or changes the database behind everybody's back. */
  sql<T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query(text, [...values])
      return rows as T[]
    })
  }
}
