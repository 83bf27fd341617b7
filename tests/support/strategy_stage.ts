import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PaperSession } from '#adapters/broker/paper/paper_session.js'
import { systemClock } from '#adapters/clock/system_clock.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresLeases } from '#adapters/journal/postgres/postgres_leases.js'
import { PostgresStrategyDrafts } from '#adapters/strategy_records/postgres_strategy_drafts.js'
import { err } from '#kernel/values/result.js'
import { PostgresStrategyRecords } from '#adapters/strategy_records/postgres_strategy_records.js'
import { grantPermissions } from '#engine/plugin_permissions/grants.js'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import { installPlugin } from '#engine/plugin_install/install_plugin.js'
import { updatePlugin } from '#engine/plugin_install/update_plugin.js'
import { sha256Of } from '#engine/plugin_package/content_hash.js'
import { askEngine } from '#engine/trading/ask_engine.js'
import { StrategyBench } from '#engine/trading/strategies/account_strategies.js'
import { startEngine, type TradingEngine } from '#engine/trading/trading_engine.js'
import type { Bar } from '#kernel/market/bar.js'
import { columnsOf } from '#kernel/market/columns.js'
import type { Alert } from '#ports/alerts.js'
import type { CommandKind, CommandState } from '#ports/command_inbox.js'
import type { Tick } from '#ports/market_feed.js'
import type { StrategyRow, StrategyState } from '#ports/strategy_records.js'
import { createGatewayPorts } from '#providers/gateway_ports.js'
import { createHostPorts, PluginHost } from '#providers/plugin_host_runtime.js'
import { createPluginPorts } from '#providers/plugin_runtime.js'
import { DataFolder, ROOT } from './data_folder.js'
import { requestOf } from './plugin_bench.js'
import { type StagePlugin, writeStagePlugin } from './stage_plugin.js'
import { openTestAccount, SHARE } from './trading_account.js'

const DAY_MS = 86_400_000
const FIRST_MS = Date.UTC(2024, 0, 1)

/** Strategies of tests: real engine, database, plugin host and children; bars and quotes by hand. */
export class StrategyStage {
  readonly alerts = new Map<string, Alert>()
  readonly warnings: string[] = []
  readonly records: PostgresStrategyRecords
  readonly #listeners = new Set<(tick: Tick) => void>()
  readonly #bars: Bar[] = []
  #engine: TradingEngine | null = null
  #session: PaperSession | null = null
  #keys = 0
  /** How much later the broker's reports are told than they are made; for the next start. */
  reportsAfterMs = 0

  private constructor(
    readonly folder: DataFolder,
    readonly database: OpenedDatabase,
    readonly host: PluginHost,
    readonly plugins: ReturnType<typeof createPluginPorts>,
    readonly account: string
  ) {
    this.records = new PostgresStrategyRecords(database)
  }

  static async open(account = 'stage'): Promise<StrategyStage> {
    const folder = new DataFolder()
    const database = await folder.open()
    const ports = await createHostPorts(database, {
      root: ROOT,
      dataDir: folder.path,
      logged: () => {},
      troubled: () => {},
    })
    const host = new PluginHost(ports, { startsMax: 1_000, windowMs: 10_000, waitingMax: 200 })
    const places = { root: ROOT, dataDir: folder.path, workingFolder: folder.path }
    const plugins = createPluginPorts(database, places)
    await openTestAccount(database, account)
    return new StrategyStage(folder, database, host, plugins, account)
  }

  get engine(): TradingEngine {
    if (this.#engine === null) throw new Error('the engine does not run')
    return this.#engine
  }

  /** Bars that the market has told so far. */
  get barCount(): number {
    return this.#bars.length
  }

  /** Day numbers of the last bars. */
  lastDays(count: number): number[] {
    return this.#bars.slice(-count).map(({ startMs }) => startMs / DAY_MS)
  }

  /** Starts the engine under a new fencing number. */
  async start(): Promise<void> {
    const { database, account, records } = this
    const [row] = await this.sql<{ fencing: number }>(
      `update trading_accounts set fencing = nextval('trading_fencing')
        where name = $1 returning fencing::float8 as fencing`,
      [account]
    )
    const alerts = {
      raise: (alert: Alert) => void this.alerts.set(alert.key, alert),
      resolve: (key: string) => void this.alerts.delete(key),
    }
    const warn = (sentence: string) => void this.warnings.push(sentence)
    this.#engine = await startEngine(account, row!.fencing, {
      journal: new PostgresJournal(database),
      inbox: new PostgresInbox(database),
      leases: new PostgresLeases(database),
      clock: systemClock,
      alerts,
      strategies: {
        open: (desk) => {
          const host = async () => this.host
          const drafts = new PostgresStrategyDrafts(database)
          const manifest = async () => err('no manifest is read here')
          const clock = systemClock
          return new StrategyBench(desk, {
            host,
            records,
            drafts,
            manifest,
            clock,
            alerts,
            lookMs: 200,
            warn,
          })
        },
      },
      accounts: async () => [account],
      openMarket: async (name, fencing) => {
        const access = { account: name, fencing }
        const broker = await PaperSession.open(database, access, systemClock, {
          settings: {
            hours: 'always',
            toClientMs: this.reportsAfterMs,
            commission: { US: { type: 'none' }, HK: { type: 'none' } },
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
        return { broker, feed, history: this.#history(), lost: new Promise<Error>(() => {}) }
      },
      info: () => {},
      warn,
    })
  }

  async stop(): Promise<void> {
    await this.#engine?.stop()
    this.#engine = null
  }

  async close(): Promise<void> {
    await this.stop()
    await this.host.stopAll()
    await this.database.close()
    this.folder.remove()
  }

  /** Lets the market be where it is after these closes, before anybody listens. */
  past(...closes: readonly number[]): void {
    for (const close of closes) this.#bars.push(this.#nextBar(close))
  }

  /** A day ends at a price: quotes for the broker, then the bar; resolves when all have answered. */
  async day(close: number, { isSettled = true } = {}): Promise<void> {
    this.quote(close)
    const bar = this.#nextBar(close)
    this.#bars.push(bar)
    this.#tell({ type: 'bar', symbol: SHARE.symbol, timeframe: '1d', ...bar })
    if (!isSettled) return
    await this.settled()
    await this.#untilTraded()
    await this.settled()
  }

  /** What was ordered at the market trades at the quote that stands. */
  async #untilTraded(): Promise<void> {
    for (let turn = 0; turn < 200; turn++) {
      const [open] = await this.sql<{ count: number }>(
        `select count(*)::int as count from orders where account = $1 and type = 'market'
            and state in ('pending', 'submitted', 'partial')`,
        [this.account]
      )
      if (open?.count === 0) return
      await sleep(10)
    }
    throw new Error('an order at the market does not trade')
  }

  quote(price: number): void {
    const sizes = { bidSize: 10_000, askSize: 10_000, last: null, lastSize: null, volume: null }
    const { symbol } = SHARE
    const tick: Tick = { type: 'quote', symbol, atMs: Date.now(), bid: price, ask: price, ...sizes }
    this.#session?.see(tick)
    this.#tell(tick)
  }

  async settled(): Promise<void> {
    await this.engine.strategies?.settled()
    await this.engine.sequencer.settled()
  }

  /** Installs a plugin, or another version of it, and grants on paper what it asks for. */
  async plant(plugin: StagePlugin): Promise<void> {
    const { id, version = '1.0.0' } = plugin
    const folder = join(this.folder.path, 'sources', id)
    writeStagePlugin(folder, plugin)
    const source = { type: 'folder', path: folder } as const
    const asked = requestOf({ source, grant: 'all', acceptsMore: true })
    const installed =
      (await this.plugins.records.plugin(id)) === null
        ? await installPlugin(asked, this.plugins)
        : await updatePlugin({ ...asked, id }, this.plugins)
    if (!installed.ok) throw new Error(`${id} ${version}: ${installed.failure.message}`)
    await this.grant(id)
  }

  /** Grants on paper what the active version of a plugin asks for. */
  async grant(id: string): Promise<void> {
    const ports = createGatewayPorts(this.database, { dataDir: this.folder.path })
    const installed = await ports.grants.manifestOf(id)
    const manifest = checkManifest(installed!.text)
    if (!manifest.ok) throw new Error(JSON.stringify(manifest.failure))
    const granted = await grantPermissions(
      {
        manifest: manifest.value,
        manifestHash: sha256Of(installed!.text),
        level: 'unsigned-local',
        environment: 'paper',
        permissions: 'all',
        actor: 'owner',
      },
      ports
    )
    if (!granted.ok) throw new Error(granted.failure.message)
  }

  /** Writes a strategy of a plugin down. */
  async create(name: string, over: Partial<StrategyRow> = {}): Promise<void> {
    const { account } = this
    const settings = { id: name, shortAllowed: false, leverageMax: 1, positionFractionMax: null }
    await this.records.create({
      ...{ account, name, plugin: name, environment: 'paper', timeframe: '1d' },
      ...{ symbols: [SHARE.symbol], parameters: {}, settings },
      ...{ createdBy: 'test', createdMs: Date.now() },
      ...over,
    })
  }

  /** Starts a strategy by its command and waits until it stands somewhere. */
  async run(name: string): Promise<StrategyRow> {
    const asked = await this.ask('start_strategy', { strategy: name })
    if (asked.status !== 'done') throw new Error(JSON.stringify(asked.detail))
    return this.until(name, ['running', 'failed', 'refused', 'waiting', 'paused'])
  }

  /** Waits until a strategy is in one of these states. */
  async until(name: string, states: readonly StrategyState[]): Promise<StrategyRow> {
    for (let turn = 0; turn < 1_000; turn++) {
      const row = await this.row(name)
      if (states.includes(row.state)) return row
      await sleep(20)
    }
    throw new Error(`${name} is ${JSON.stringify(await this.row(name))}, not ${states.join(', ')}`)
  }

  async row(name: string): Promise<StrategyRow> {
    const row = await this.records.find({ account: this.account, name })
    if (row === null) throw new Error(`there is no strategy ${name}`)
    return row
  }

  /** Process of a strategy; `null` while none runs. */
  pidOf(name: string): number | null {
    const instance = `${this.account}/${name}`
    return this.host.status().find((one) => one.instance === instance)?.pid ?? null
  }

  /** What a strategy's state() says now. */
  async stateOf(name: string): Promise<unknown> {
    const { plugin } = await this.row(name)
    const key = { id: plugin, environment: 'paper', instance: `${this.account}/${name}` } as const
    const answered = await this.host.ask(key, { type: 'state', atMs: FIRST_MS })
    return answered.ok ? answered.value.value : answered.failure
  }

  /** Units that a strategy holds by the tables. */
  async held(name: string): Promise<number> {
    const [row] = await this.sql<{ quantity: number }>(
      `select quantity::float8 as quantity from positions where account = $1 and strategy = $2`,
      [this.account, name]
    )
    return row?.quantity ?? 0
  }

  /** Orders of a strategy: side, quantity, state. */
  orders(name: string): Promise<{ side: string; quantity: number; state: string }[]> {
    return this.sql(
      `select side, quantity::float8 as quantity, state from orders
        where account = $1 and strategy = $2 order by sequence`,
      [this.account, name]
    )
  }

  /** Lines of a strategy's log, written down by now. */
  async log(name: string): Promise<string[]> {
    await sleep(600)
    const key = { account: this.account, name }
    return (await this.records.lines(key, { limit: 1_000, after: 0 })).map(({ text }) => text)
  }

  /** Asks the engine for something and waits for what became of it. */
  ask(kind: CommandKind, body: Record<string, unknown> = {}): Promise<CommandState> {
    const { account } = this
    const id = `stage-${process.pid}-${++this.#keys}`
    const ports = { inbox: new PostgresInbox(this.database), clock: systemClock }
    const command = { id, account, kind, body, actor: 'test', expiresMs: null }
    return askEngine(ports, command, 20_000)
  }

  /** Reads or changes the database behind everybody's back. */
  sql<T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query(text, [...values])
      return rows as T[]
    })
  }

  #nextBar(close: number): Bar {
    const startMs = FIRST_MS + this.#bars.length * DAY_MS
    return { startMs, open: close, high: close, low: close, close, volume: 1_000 }
  }

  #tell(tick: Tick): void {
    for (const listener of this.#listeners) listener(tick)
  }

  #history() {
    return {
      presentMs: () => FIRST_MS + this.#bars.length * DAY_MS - 1,
      last: async (symbol: string, timeframe: string, count: number, beforeMs: number) => {
        if (timeframe !== '1d') throw new RangeError(`${timeframe} bars cannot be made of 1d bars`)
        const ended = this.#bars.filter(({ startMs }) => startMs + DAY_MS - 1 <= beforeMs)
        return columnsOf(symbol === SHARE.symbol && count > 0 ? ended.slice(-count) : [])
      },
    }
  }
}
