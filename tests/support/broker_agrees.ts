import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import { verifyJournal } from '#engine/trading/verify_journal.js'
import type { OpenDatabase } from '#ports/database.js'

/** What an account believes, and what the paper broker has in its own books: the two must be alike. */
export interface TwoBooks {
  readonly ours: Books
  readonly brokers: Books
  /** Orders that the broker has and the account does not, and those that ended for never having got there. */
  readonly strangers: readonly string[]
  readonly ghosts: readonly string[]
  /** What the journal, replayed from its first row, says otherwise than the tables. */
  readonly differences: readonly string[]
}

interface Books {
  readonly fills: readonly { id: string; executions: number; quantity: number }[]
  readonly positions: readonly { symbol: string; quantity: number }[]
  readonly cash: string
}

/** Reads both sets of books of an account in which nothing moves any more. */
export async function twoBooks(database: OpenDatabase, account: string): Promise<TwoBooks> {
  const rows = <T>(text: string) =>
    database.withClient(async (client) => (await client.query(text, [account])).rows as T[])
  const fills = (table: string, order: string) =>
    rows<Books['fills'][number]>(
      `select ${order} as id, count(*)::int as executions, sum(quantity)::float8 as quantity
         from ${table} where account = $1 group by 1 order by 1`
    )
  const cash = async (text: string) => (await rows<{ cash: string }>(text))[0]?.cash ?? 'none'
  const names = async (text: string) => (await rows<{ id: string }>(text)).map(({ id }) => id)
  const ports = { journal: new PostgresJournal(database), records: new PostgresRecords(database) }
  return {
    ours: {
      fills: await fills('fills', 'order_id'),
      positions: await rows(
        `select symbol, sum(quantity)::float8 as quantity from positions where account = $1
          group by symbol having sum(quantity) <> 0 order by symbol`
      ),
      cash: await cash('select cash::text as cash from trading_accounts where name = $1'),
    },
    brokers: {
      fills: await fills('paper_fills', 'client_order_id'),
      positions: await rows(
        `select o.symbol, sum(case o.side when 'buy' then f.quantity else -f.quantity end)::float8
                as quantity
           from paper_fills f join paper_orders o using (account, client_order_id)
          where f.account = $1 group by o.symbol
         having sum(case o.side when 'buy' then f.quantity else -f.quantity end) <> 0
          order by o.symbol`
      ),
      cash: await cash(
        `select coalesce((select amount from paper_cash c where c.account = a.account),
                         starting_cash)::text as cash from paper_accounts a where account = $1`
      ),
    },
    strangers: await names(
      `select client_order_id as id from paper_orders p where account = $1
          and not exists (select 1 from orders o where o.id = p.client_order_id)`
    ),
    ghosts: await names(
      `select id from orders o where account = $1 and remark like 'it never reached%'
          and exists (select 1 from paper_orders p where p.client_order_id = o.id)`
    ),
    differences: (await verifyJournal(ports, account)).differences,
  }
}
