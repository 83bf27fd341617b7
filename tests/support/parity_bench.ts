import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { BarMarket } from '#adapters/broker/bars/bar_market.js'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresLeases } from '#adapters/journal/postgres/postgres_leases.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import { PostgresStrategyDrafts } from '#adapters/strategy_records/postgres_strategy_drafts.js'
import { err } from '#kernel/values/result.js'
import { PostgresStrategyRecords } from '#adapters/strategy_records/postgres_strategy_records.js'
import { StrategyBench } from '#engine/trading/strategies/account_strategies.js'
import type { StrategyFact } from '#engine/trading/strategies/strategy_fact.js'
import type { AccountStrategies } from '#engine/trading/strategies/strategy_hosting.js'
import { startEngine, type TradingEngine } from '#engine/trading/trading_engine.js'
import type { BarColumns } from '#kernel/market/bar.js'
import { orderListNumbers } from '#kernel/order/order_list.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import type { KernelSettings, StrategySettings } from '#kernel/state.js'
import { NO_ALERTS } from '#ports/alerts.js'
import type { JournalEntry } from '#ports/journal.js'
import { createHostPorts, PluginHost } from '#providers/plugin_host_runtime.js'
import { DataFolder, ROOT } from './data_folder.js'
import { withMethods } from './plugin_bench.js'
import { readOrderList, type OrderList } from './stored_orders.js'

/** A strategy that is to trade live what it trades in a backtest. */
export interface ParityRun {
  readonly plugin: string
  readonly parameters: Readonly<Record<string, string>>
  /** The backtest's configuration, with one strategy whose id is its name in the account. */
  readonly config: SimulationConfig
  readonly columns: readonly BarColumns[]
}

/** What trading left behind, and its hash. */
export interface Traded extends OrderList {
  readonly hash: string
  /** Cash and units held, by the account and by the broker that it traded at. */
  readonly account: Books
  readonly broker: Books
}

interface Books {
  readonly cash: number
  readonly held: Readonly<Record<string, number>>
}

/** The SHA-256 of an order list. */
function hashOf(list: Parameters<typeof orderListNumbers>): string {
  return createHash('sha256')
    .update(new Uint8Array(orderListNumbers(...list).buffer))
    .digest('hex')
}

/**
 * Live trading on the bars of a backtest: real engine, real database, the strategy in a real child; only
 * the clock is virtual, and the market goes on when everybody has answered.
 */
export class ParityBench {
  readonly notes: string[] = []
  #accounts = 0

  private constructor(
    readonly folder: DataFolder,
    readonly database: OpenedDatabase,
    readonly host: PluginHost
  ) {}

  static async open(folder = new DataFolder()): Promise<ParityBench> {
    const database = await folder.open()
    const places = { root: ROOT, dataDir: folder.path }
    const ports = await createHostPorts(database, {
      ...places,
      logged: () => {},
      troubled: (_key, error) => {
        throw error
      },
    })
    return new ParityBench(folder, database, new PluginHost(ports))
  }

  /** Trades the bars and reads the tables. */
  async trade(run: ParityRun): Promise<Traded> {
    const account = `parity-${++this.#accounts}`
    await this.#openAccount(account, run)
    const { engine, market, clock } = await this.#start(account, run)
    await market.run()
    // What is kept now and then is written when the clock goes on.
    const stopped = engine.stop()
    const ticking = setInterval(() => clock.advanceTo(clock.nowMs() + 1_000), 20)
    await stopped.finally(() => clearInterval(ticking))
    const { instruments, strategies } = run.config
    const list = await readOrderList(this.database, account, run.config)
    const names = { instruments, strategies: [{ id: 'manual' }, ...strategies] }
    const { cash } = await market.broker.account()
    const positions = await market.broker.positions()
    return {
      ...list,
      hash: hashOf([list.orders, list.fills, names]),
      account: await this.#books(account),
      broker: { cash: cash[run.config.currency] ?? 0, held: heldOf(positions) },
    }
  }

  async close(): Promise<void> {
    await this.host.stopAll()
    await this.database.close()
    this.folder.remove()
  }

  async #openAccount(account: string, { config, plugin, parameters }: ParityRun): Promise<void> {
    const { currency, cash, instruments, fxRates, limits, riskBias, priceRounding } = config
    const { slippage, commission, timeframe } = config
    const settings: KernelSettings = {
      ...{ account, currency, cash, instruments, fxRates, limits, riskBias, priceRounding },
      ...{ slippage, commission, strategies: [], isLive: true, isCappedByBroker: true },
    }
    const entry = JSON.stringify({ type: 'account_opened', settings })
    const opening = { settings, limits, actor: 'test', atMs: Date.now(), entry }
    if (!(await new PostgresRecords(this.database).openPaperAccount(opening))) {
      throw new Error(`there is an account ${account} already`)
    }
    const records = new PostgresStrategyRecords(this.database)
    const [slot] = config.strategies
    if (slot === undefined) throw new Error('a run needs a strategy')
    const { id, shortAllowed, leverageMax, positionFractionMax = null } = slot
    const own: StrategySettings = { id, shortAllowed, leverageMax, positionFractionMax }
    await records.create({
      ...{ account, name: id, plugin, environment: 'paper', timeframe, parameters },
      symbols: slot.instruments.map((i) => instruments[i]!.symbol),
      ...{ settings: own, createdBy: 'test', createdMs: Date.now() },
    })
    await records.change({ account, name: id }, { wanted: 'running' }, null)
  }

  async #start(
    account: string,
    { config, columns }: ParityRun
  ): Promise<{ engine: TradingEngine; market: BarMarket; clock: VirtualClock }> {
    const { database } = this
    const { timeframe, slippage, commission, participationMax, cash, currency } = config
    const series = config.instruments.map((instrument, i) => ({
      instrument,
      columns: columns[i]!,
      firstIndex: config.bars[i]!.firstIndex,
      actions: config.actions[i]!,
    }))
    const clock = new VirtualClock(
      Math.min(...series.map(({ columns: { startMs }, firstIndex }) => startMs[firstIndex]!))
    )
    let engine: TradingEngine | null = null
    const market = new BarMarket({
      ...{ series, timeframe, cash, currency, clock },
      models: { slippage, commission, participationMax },
      settled: () => quiet(engine!),
      sessionBegan: (day, actions) => {
        const began: JournalEntry = { type: 'session_began', day }
        const due = actions.map(({ symbol, action }): JournalEntry => {
          const instrument = config.instruments.findIndex((one) => one.symbol === symbol)
          return { type: 'corporate_action', instrument, action, atMs: clock.nowMs() }
        })
        engine!.sequencer.offer({ type: 'fact', entries: [began, ...due] })
      },
    })
    const records = new PostgresStrategyRecords(database)
    const warn = (sentence: string) => void this.notes.push(sentence)
    engine = await startEngine(account, await this.#fencing(account), {
      journal: new PostgresJournal(database),
      inbox: new PostgresInbox(database),
      leases: new PostgresLeases(database),
      ...{ clock, alerts: NO_ALERTS, info: () => {}, warn },
      strategies: {
        open: (desk) => {
          const host = async () => this.host
          const drafts = new PostgresStrategyDrafts(database)
          const manifest = async () => err('no manifest is read here')
          return withTheBar(
            new StrategyBench(desk, {
              host,
              records,
              drafts,
              manifest,
              clock,
              alerts: NO_ALERTS,
              warn,
            })
          )
        },
      },
      accounts: async () => [account],
      openMarket: async () => ({
        broker: market.broker,
        feed: market,
        history: market,
        lost: new Promise<Error>(() => {}),
      }),
    })
    await this.#untilRunning(account, records)
    return { engine, market, clock }
  }

  async #books(account: string): Promise<Books> {
    const records = new PostgresRecords(this.database)
    const row = (await records.accounts()).find(({ name }) => name === account)
    return { cash: Number(row?.cash), held: heldOf(await records.positions(account)) }
  }

  async #fencing(account: string): Promise<number> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<{ fencing: number }>(
        `update trading_accounts set fencing = nextval('trading_fencing')
          where name = $1 returning fencing::float8 as fencing`,
        [account]
      )
      return rows[0]!.fencing
    })
  }

  async #untilRunning(account: string, records: PostgresStrategyRecords): Promise<void> {
    for (let turn = 0; turn < 600; turn++) {
      const [row] = await records.list(account)
      if (row?.state === 'running') return
      if (row?.state === 'refused' || row?.state === 'failed') throw new Error(row.reason ?? '')
      await sleep(50)
    }
    throw new Error('the strategy did not start')
  }
}

/** Resolves when the engine, its broker and its strategies have nothing more to say to each other. */
async function quiet({ sequencer, strategies }: TradingEngine): Promise<void> {
  for (let calm = 0; calm < 2;) {
    const before = sequencer.book.sequence
    await strategies?.settled()
    await sequencer.settled()
    await new Promise((resolve) => setImmediate(resolve))
    const isCalm = sequencer.waiting === 0 && sequencer.book.sequence === before
    calm = isCalm ? calm + 1 : 0
  }
}

/**
 * Tells strategies of their orders and fills together with the bar, which is when a backtest does; of several
 * changes of one order the last.
 */
function withTheBar(inner: AccountStrategies): AccountStrategies {
  let waiting: StrategyFact[] = []
  return withMethods(inner, {
    tell(facts: readonly StrategyFact[]) {
      for (const fact of facts) {
        waiting = waiting.filter((one) => !isSameOrder(one, fact))
        waiting.push(fact)
      }
      if (!facts.some(({ type }) => type === 'bar')) return
      inner.tell(waiting)
      waiting = []
    },
  })
}

function heldOf(rows: readonly { readonly symbol: string; readonly quantity: number }[]) {
  return Object.fromEntries(rows.map(({ symbol, quantity }) => [symbol, quantity]))
}

function isSameOrder(left: StrategyFact, right: StrategyFact): boolean {
  if (left.type !== 'news' || right.type !== 'news') return false
  if (left.news.type !== 'order' || right.news.type !== 'order') return false
  return left.strategy === right.strategy && left.news.sequence === right.news.sequence
}
