import { parseMicros, type Micros } from '#kernel/values/micros.js'
import type { BrokerFill, BrokerPosition } from '#ports/broker.js'
import type { OpenDatabase } from '#ports/database.js'
import type { PaperChanges } from './paper_changes.js'
import type { VenueDays } from './paper_days.js'
import { PaperLedger, type PaperHolding } from './paper_ledger.js'
import { paperFillId, paperOrderId, type PaperOrder, type SentTerms } from './paper_order.js'
import { PaperPost, type PaperMessage } from './paper_post.js'
import type { PaperBeginning } from './paper_venue.js'
import { bookRows, WRITE_BOOKS } from './write_books.js'

/** Which account, under which lease. */
export interface PaperAccess {
  readonly account: string
  readonly fencing: number
}

/** A newer session has the account, or there is no such account: this one may not write. */
export class PaperFencedOff extends Error {
  readonly code = 'E_PAPER_FENCED_OFF'
  constructor(why: string) {
    super(`the paper broker refuses this session: ${why}`)
  }
}

/**
 * The paper broker's books in tables of its own. Each write is one statement, so it is there whole or not
 * at all, and it holds only for the newest session of the account: nothing of a session that was replaced
 * gets in after its successor has read the books.
 */
export class PaperBooks {
  #session = 0

  constructor(
    private readonly database: OpenDatabase,
    private readonly access: PaperAccess
  ) {}

  /** Makes this the account's only session and reads what it goes on from. Throws `PaperFencedOff`. */
  async open(): Promise<PaperBeginning> {
    const { account, fencing } = this.access
    const [row] = await this.#rows<{
      session: number
      orderCount: number
      fillCount: number
      venueDays: VenueDays
    }>(
      `update paper_accounts set fencing = $2, session = session + 1
        where account = $1 and fencing <= $2
        returning session::float8 as session, order_count::float8 as "orderCount",
                  fill_count::float8 as "fillCount", venue_days as "venueDays"`,
      [account, fencing]
    )
    if (row === undefined) throw new PaperFencedOff(await this.#whyRefused())
    this.#session = row.session
    const { orderCount, fillCount, venueDays } = row
    const orders = await this.orders(Infinity)
    const ledger = new PaperLedger(await this.cash(), await this.#readHoldings())
    const post = await this.#readPost()
    return { account, orders, ledger, post, orderCount, fillCount, venueDays }
  }

  /** Writes what has changed; `venue` holds the books as they are now. Throws `PaperFencedOff`. */
  async write(
    changes: PaperChanges,
    venue: { readonly ledger: PaperLedger; readonly orderCount: number; readonly fillCount: number }
  ): Promise<void> {
    const { account, fencing } = this.access
    const rows = bookRows(account, changes, venue.ledger)
    const values = [account, this.#session, venue.orderCount, venue.fillCount, ...rows]
    const [row] = await this.#rows<{ isMine: boolean }>(WRITE_BOOKS, values, 'paper_books_write')
    if (row?.isMine !== true) {
      throw new PaperFencedOff(`a newer one serves ${account} (this one is under lease ${fencing})`)
    }
  }

  /** The terms under which orders of these ids were first sent; ids that never came are absent. */
  async sentTerms(ids: readonly string[]): Promise<Map<string, SentTerms>> {
    const rows = await this.#rows<{ id: string; sent: SentTerms }>(
      `select client_order_id as id, sent from paper_orders
        where account = $1 and client_order_id = any($2::text[])`,
      [this.access.account, ids],
      'paper_books_sent'
    )
    return new Map(rows.map(({ id, sent }) => [id, sent]))
  }

  /** Working orders, and those that ended since an instant, in the sequence in which they came. */
  orders(sinceMs: number): Promise<PaperOrder[]> {
    return this.#rows<PaperOrder>(
      `select ${ORDER_COLUMNS} from paper_orders
        where account = $1 and (status = 'working' or updated_ms >= $2) order by number`,
      [this.access.account, sinceMs]
    )
  }

  /** Executions since an instant, oldest first. */
  async fills(sinceMs: number): Promise<BrokerFill[]> {
    const { account } = this.access
    const rows = await this.#rows<FillRow>(
      `select f.number::float8 as number, f.client_order_id as "clientOrderId",
              o.number::float8 as "orderNumber", o.symbol, o.side, f.quantity::float8 as quantity,
              f.price, f.fee::float8 as fee, f.at_ms as "atMs"
         from paper_fills f join paper_orders o using (account, client_order_id)
        where f.account = $1 and f.at_ms >= $2 order by f.number`,
      [account, sinceMs]
    )
    return rows.map(({ number, orderNumber, ...fill }) => ({
      ...fill,
      brokerFillId: paperFillId(account, number),
      brokerOrderId: paperOrderId(account, orderNumber),
    }))
  }

  /** Cash by currency. */
  async cash(): Promise<Map<string, Micros>> {
    const rows = await this.#rows<{ currency: string; amount: string }>(
      `select currency, amount::text as amount from paper_cash where account = $1
        union all
       select currency, starting_cash::text from paper_accounts a where account = $1
          and not exists (select 1 from paper_cash c
                           where c.account = a.account and c.currency = a.currency)`,
      [this.access.account]
    )
    return new Map(rows.map(({ currency, amount }) => [currency, parseMicros(amount)]))
  }

  /** What is held, flat instruments left out. */
  positions(): Promise<BrokerPosition[]> {
    return this.#rows(
      `select symbol, quantity::float8 as quantity, average_cost as "averageCost"
         from paper_positions where account = $1 and quantity <> 0 order by symbol`,
      [this.access.account]
    )
  }

  async #readHoldings(): Promise<Map<string, PaperHolding>> {
    const held = await this.positions()
    return new Map(held.map(({ symbol, ...holding }) => [symbol, holding]))
  }

  async #readPost(): Promise<PaperPost> {
    const rows = await this.#rows<PaperMessage>(
      `select number::float8 as number, client_order_id as "clientOrderId", type,
              due_ms as "dueMs", change
         from paper_messages where account = $1`,
      [this.access.account]
    )
    return new PaperPost(rows)
  }

  async #whyRefused(): Promise<string> {
    const { account, fencing } = this.access
    const [row] = await this.#rows<{ fencing: number }>(
      'select fencing::float8 as fencing from paper_accounts where account = $1',
      [account]
    )
    return row === undefined
      ? `it has no account ${account}`
      : `${account} is served under lease ${row.fencing}, which is newer than ${fencing}`
  }

  #rows<T extends object>(text: string, values: readonly unknown[], name?: string): Promise<T[]> {
    return this.database.withClient(async (client) => {
      const statement = name === undefined ? { text } : { text, name }
      const { rows } = await client.query({ ...statement, values: [...values] })
      return rows as T[]
    })
  }
}

/** What `paper_fills` and its order tell of an execution. */
type FillRow = Omit<BrokerFill, 'brokerFillId' | 'brokerOrderId'> & {
  readonly number: number
  readonly orderNumber: number
}

/** Columns of `paper_orders` as a `PaperOrder` has them. */
const ORDER_COLUMNS = `client_order_id as "clientOrderId", number::float8 as number, symbol, side,
  type, status, arrived as "hasArrived", priority::float8 as priority,
  quantity::float8 as quantity, filled::float8 as filled, limit_price as "limitPrice",
  stop_price as "stopPrice", trail, trail_best as "trailBest", triggered,
  time_in_force as "timeInForce", good_till_ms as "goodTillMs", expires_ms as "expiresMs", reason,
  sent, charges, created_ms as "createdMs", updated_ms as "updatedMs"`
