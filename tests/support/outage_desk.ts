import { setTimeout as sleep } from 'node:timers/promises'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { DataFolder } from './data_folder.js'
import { startServer, type Running } from './process.js'
import { childrenOf } from './process_tree.js'
import { openTestAccount, SHARE } from './trading_account.js'
import { twoBooks, type TwoBooks } from './broker_agrees.js'

/** Between two orders. */
const ORDER_EVERY_MS = 100
const ENDED = ['filled', 'cancelled', 'rejected', 'expired', 'denied']

/** What became of all that was asked during a test. */
export interface Reckoning {
  readonly asked: number
  readonly answered: number
  /** Commands that were done, and orders that there are: each makes one. */
  readonly placed: number
  readonly orders: number
  readonly filled: number
  readonly books: TwoBooks
}

/**
 * The server as users start it, with an account that trades at replayed prices, and someone who goes on giving
 * orders whatever happens: each is asked again under its own key until it is written down.
 */
export class OutageDesk {
  #isOrdering = false
  #asked = 0
  /** Commands that had their answer when last counted: the database cannot always be asked. */
  #answered = 0
  #ordering: Promise<void> = Promise.resolve()

  private constructor(
    readonly folder: DataFolder,
    readonly database: OpenedDatabase,
    private running: Running & { address: string },
    private readonly environment: NodeJS.ProcessEnv,
    readonly account: string
  ) {}

  static async open(
    account: string,
    { folder = new DataFolder(), env = {} }: { folder?: DataFolder; env?: NodeJS.ProcessEnv } = {}
  ): Promise<OutageDesk> {
    const environment = { ...folder.environment, AQ_REPLAY_BAR_MS: '400', ...env }
    const server = await startServer(environment)
    const database = await folder.open()
    await openTestAccount(database, account)
    await server.says(new RegExp(`${account} trades`))
    return new OutageDesk(folder, database, server, environment, account)
  }

  /** The server that runs now. */
  get server(): Running & { address: string } {
    return this.running
  }

  /** Kills the server with SIGKILL and starts it anew; how long the account waited once it answered, ms. */
  async crash(): Promise<number> {
    this.running.child.kill('SIGKILL')
    await this.running.ended
    this.running = await startServer(this.environment)
    const answersMs = Date.now()
    await this.running.says(new RegExp(`${this.account} trades`))
    return Date.now() - answersMs
  }

  /** The processes of PostgreSQL, its postmaster first. */
  get postgres(): number[] {
    const postmaster = this.folder.serverPid
    return postmaster === null ? [] : [postmaster, ...childrenOf(postmaster)]
  }

  startOrdering(): void {
    this.#isOrdering = true
    this.#ordering = this.#order()
  }

  async stopOrdering(): Promise<void> {
    this.#isOrdering = false
    await this.#ordering
  }

  /** Resolves when so many more orders have been answered: trading goes on. */
  async goesOn(orders = 5, timeoutMs = 30_000): Promise<void> {
    const before = Math.max(this.#answered, await this.#count())
    const untilMs = Date.now() + timeoutMs
    for (;;) {
      const answered = await this.#count()
      this.#answered = Math.max(this.#answered, answered)
      if (answered >= before + orders) return
      if (Date.now() > untilMs) throw new Error(`nothing is answered:\n${this.said}`)
      await sleep(50)
    }
  }

  /** What the server said so far. */
  get said(): string {
    return this.server.stdout + this.server.stderr
  }

  /** Waits until every order has ended, and reckons. */
  async reckon(): Promise<Reckoning> {
    await this.stopOrdering()
    const rows = <T>(text: string) =>
      this.database.withClient(async (client) => {
        const found = await client.query(text, [this.account])
        return found.rows as T[]
      })
    const openCount = async () => {
      const [one] = await rows<{ open: number }>(
        `select (select count(*) from trading_commands where account = $1 and status = 'waiting')
           + (select count(*) from orders where account = $1 and state <> all('{${ENDED}}'))
           + (select count(*) from paper_orders p where account = $1
               and exists (select 1 from orders o where o.id = p.client_order_id
                            and o.filled <> (select coalesce(sum(f.quantity), 0) from paper_fills f
                                              where f.account = $1 and f.client_order_id = o.id)))
           as open`
      )
      return Number(one!.open)
    }
    const untilMs = Date.now() + 30_000
    while ((await openCount()) > 0) {
      if (Date.now() > untilMs) throw new Error(`orders do not end:\n${this.said}`)
      await sleep(100)
    }
    const [counts] = await rows<Omit<Reckoning, 'asked' | 'books'>>(
      `select (select count(*)::int from trading_commands where account = $1) as answered,
              (select count(*)::int from trading_commands
                where account = $1 and status = 'done') as placed,
              (select count(*)::int from orders where account = $1) as orders,
              (select count(*)::int from orders
                where account = $1 and state = 'filled') as filled`
    )
    const books = await twoBooks(this.database, this.account)
    return { asked: this.#asked, ...counts!, books }
  }

  /** Incidents, by key: those that wait for a person or for their end, and those that are over. */
  async incidents(): Promise<{ open: string[]; over: string[] }> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<{ key: string; is_over: boolean }>(
        // What ends by being quiet, such as a rejected order, says nothing about the outage.
        `select key, resolved_at is not null as is_over from alerts
          where quiet_ms is null order by id`
      )
      const keys = (isOver: boolean) =>
        rows.filter((row) => row.is_over === isOver).map(({ key }) => key)
      return { open: keys(false), over: keys(true) }
    })
  }

  /** Waits until no incident is open and these are over, among others; answers all there were. */
  async incidentsOver(...expected: readonly string[]): Promise<string[]> {
    const untilMs = Date.now() + 20_000
    for (;;) {
      const { open, over } = await this.incidents()
      if (open.length === 0 && expected.every((key) => over.includes(key))) return over
      if (Date.now() > untilMs) {
        throw new Error(`open: ${open.join(', ')}; over: ${over.join(', ')}\n${this.said}`)
      }
      await sleep(100)
    }
  }

  /** Ends all; `unmount` runs before the folder is removed. */
  async close(unmount: () => void = () => {}): Promise<void> {
    this.#isOrdering = false
    await this.#ordering
    this.server.child.kill('SIGTERM')
    await this.server.ended
    await this.database.close().catch(() => {})
    unmount()
    this.folder.remove()
  }

  async #order(): Promise<void> {
    while (this.#isOrdering) {
      const number = ++this.#asked
      await this.#write(number)
      await sleep(ORDER_EVERY_MS)
    }
  }

  /** Writes one command, again and again under the same key until it is there. */
  async #write(number: number): Promise<void> {
    const inbox = new PostgresInbox(this.database)
    for (;;) {
      try {
        await inbox.write({
          id: `${this.account}-${number}`,
          account: this.account,
          kind: 'place_order',
          body: {
            symbol: SHARE.symbol,
            side: number % 4 < 2 ? 'buy' : 'sell',
            quantity: 1 + (number % 5),
            timeInForce: 'gtc',
          },
          actor: 'test',
          expiresMs: null,
        })
        return
      } catch {
        // The database is away. The test joins it again; whether the row is there shows when it is back.
        await this.database.rejoin().catch(() => {})
        await sleep(100)
      }
    }
  }

  async #count(): Promise<number> {
    try {
      return await this.database.withClient(async (client) => {
        const { rows } = await client.query<{ n: number }>(
          `select count(*)::int as n from trading_commands where account = $1 and status <> 'waiting'`,
          [this.account]
        )
        return rows[0]!.n
      })
    } catch {
      return 0
    }
  }
}
