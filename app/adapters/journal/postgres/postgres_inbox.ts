import pg from 'pg'
import type { CommandInbox, CommandRow, CommandState, NewCommand } from '#ports/command_inbox.js'
import type { OpenDatabase } from '#ports/database.js'
import { epochMs } from '#ports/sql_time.js'
import { instant } from './insert_rows.js'

/** Where PostgreSQL tells that a command was written. */
const CHANNEL = 'trading_commands'

const WAITING: CommandState = { status: 'waiting', detail: null }

function foreignKey(id: string): CommandState {
  const reason = `the key "${id}" belongs to another command: choose one of its own`
  return { status: 'refused', detail: { reason } }
}

/** Commands as rows of a table; NOTIFY wakes the engine. */
export class PostgresInbox implements CommandInbox {
  constructor(private readonly database: OpenDatabase) {}

  async write(command: NewCommand): Promise<CommandState> {
    const { id, account, kind, body, actor, expiresMs } = command
    const text = JSON.stringify(body)
    return this.database.transaction(async (client) => {
      const written = await client.query(
        `insert into trading_commands (id, account, kind, body, actor, written_at, expires_at)
         values ($1, $2, $3, $4, $5, now(), $6) on conflict (id) do nothing`,
        [id, account, kind, text, actor, instant(expiresMs)]
      )
      await client.query(`select pg_notify('${CHANNEL}', $1)`, [account])
      if (written.rowCount === 1) return WAITING
      const { rows } = await client.query<CommandState & { same: boolean }>(
        `select status, detail, account = $2 and kind = $3 and body = $4::jsonb as same
           from trading_commands where id = $1`,
        [id, account, kind, text]
      )
      const [before] = rows
      if (before === undefined) return WAITING
      return before.same ? { status: before.status, detail: before.detail } : foreignKey(id)
    })
  }

  async state(id: string): Promise<CommandState | null> {
    const rows = await this.#rows<CommandState>(
      'select status, detail from trading_commands where id = $1',
      [id]
    )
    return rows[0] ?? null
  }

  waiting(account: string): Promise<readonly CommandRow[]> {
    return this.#rows<CommandRow>(
      `select id, account, kind, body, actor,
              ${epochMs('expires_at')} as "expiresMs"
         from trading_commands where account = $1 and status = 'waiting' order by number`,
      [account]
    )
  }

  async watch(wake: () => void): Promise<() => Promise<void>> {
    const client = new pg.Client({
      ...this.database.settings,
      application_name: `aq-inbox pid=${process.pid}`,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    })
    // A broken ear is no harm: the inbox is looked at now and then besides.
    client.on('error', () => {})
    client.on('notification', wake)
    await client.connect()
    await client.query(`listen ${CHANNEL}`)
    return () => client.end().catch(() => {})
  }

  #rows<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query(text, [...values])
      return rows as T[]
    })
  }
}
