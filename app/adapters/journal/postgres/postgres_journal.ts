import { createHash } from 'node:crypto'
import type { OpenDatabase } from '#ports/database.js'
import {
  FencedOff,
  type Journal,
  type JournalBatch,
  type JournalRow,
  type JournalSnapshot,
  type OpenOrderRow,
} from '#ports/journal.js'
import { batchStatement } from './write_batch.js'

/** Snapshots that are kept of an account: the newest, and one to fall back on. */
const SNAPSHOTS_KEPT = 2

/** The journal in PostgreSQL, with the tables that follow from it in the same transactions. */
export class PostgresJournal implements Journal {
  constructor(private readonly database: OpenDatabase) {}

  async append(batch: JournalBatch): Promise<void> {
    const statement = batchStatement(batch)
    const isMine = await this.database.withClient(async (client) => {
      const { rows } = await client.query<{ isMine: boolean }>(statement)
      return rows[0]?.isMine === true
    })
    if (!isMine) throw new FencedOff(batch.account, batch.fencing)
  }

  read(account: string, fromSequence: number, limit: number): Promise<readonly JournalRow[]> {
    return this.#rows<JournalRow>(
      `select sequence::float8 as sequence, at_ms as "atMs", entry, commands_hash as "commandsHash",
              trace::float8 as trace
         from journal where account = $1 and sequence >= $2 order by journal.sequence limit $3`,
      [account, fromSequence, limit]
    )
  }

  async lastSequence(account: string): Promise<number> {
    const [row] = await this.#rows<{ last: number }>(
      'select last_sequence::float8 as last from trading_accounts where name = $1',
      [account]
    )
    return row?.last ?? 0
  }

  async saveSnapshot(account: string, snapshot: JournalSnapshot): Promise<void> {
    const { sequence, format, body } = snapshot
    await this.database.withClient(async (client) => {
      await client.query(
        `insert into journal_snapshots (account, sequence, format, hash, body, at)
         values ($1, $2, $3, $4, $5, now()) on conflict (account, sequence) do update
         set format = excluded.format, hash = excluded.hash, body = excluded.body`,
        [account, sequence, format, hashOf(body), body]
      )
      await client.query(
        `delete from journal_snapshots where account = $1 and sequence not in
           (select sequence from journal_snapshots where account = $1
             order by sequence desc limit $2)`,
        [account, SNAPSHOTS_KEPT]
      )
    })
  }

  async latestSnapshot(account: string, format: number): Promise<JournalSnapshot | null> {
    // A snapshot ahead of the journal is of rows that were never durable here: a restored backup.
    const rows = await this.#rows<JournalSnapshot & { hash: string }>(
      `select s.sequence::float8 as sequence, s.format, s.hash, s.body
         from journal_snapshots s join trading_accounts a on a.name = s.account
        where s.account = $1 and s.format = $2 and s.sequence <= a.last_sequence
        order by s.sequence desc`,
      [account, format]
    )
    const sound = rows.find(({ hash, body }) => hash === hashOf(body))
    return sound === undefined ? null : { sequence: sound.sequence, format, body: sound.body }
  }

  openOrders(account: string): Promise<readonly OpenOrderRow[]> {
    return this.#rows<OpenOrderRow>(
      `select sequence::float8 as sequence, state, quantity::float8 as quantity,
              filled::float8 as filled
         from orders where account = $1 and state in ('pending', 'submitted', 'partial', 'unknown')
        order by sequence`,
      [account]
    )
  }

  async knownFills(account: string, count: number): Promise<readonly string[]> {
    const rows = await this.#rows<{ id: string }>(
      `(select broker_fill_id as id from fills where account = $1 and broker_fill_id is not null
         order by sequence desc limit $2)
       union
       select f.broker_fill_id from fills f join orders o on o.account = f.account and o.id = f.order_id
        where o.account = $1 and o.state in ('pending', 'submitted', 'partial', 'unknown')
          and f.broker_fill_id is not null`,
      [account, count]
    )
    return rows.map(({ id }) => id)
  }

  #rows<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query(text, [...values])
      return rows as T[]
    })
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
