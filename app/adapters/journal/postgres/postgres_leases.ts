import pg from 'pg'
import type { ConnectionSettings, OpenDatabase } from '#ports/database.js'
import type { LeaseDesk, TradingLease } from '#ports/trading_lease.js'

/** Held alone by the one process that trades, as the pair of numbers PostgreSQL wants. */
export const TRADING_LOCK = [0x4151, 5] as const

/** Before the first probe of a silent connection, in ms. */
const KEEP_ALIVE_MS = 5_000

/**
 * The lease as an advisory lock, held by a connection of its own: it is free again when that connection
 * is gone, however the process ended. What a former holder still tries is stopped by the fencing number.
 */
export class PostgresLeases implements LeaseDesk {
  constructor(private readonly database: Pick<OpenDatabase, 'settings'>) {}

  async acquire(): ReturnType<LeaseDesk['acquire']> {
    const client = await connect(this.database.settings)
    const { rows } = await client.query<{ got: boolean }>(
      'select pg_try_advisory_lock($1, $2) as got',
      [...TRADING_LOCK]
    )
    if (rows[0]!.got) return { type: 'taken', lease: new PostgresLease(client) }
    const by = await holderOf(client)
    await client.end()
    return { type: 'held', by: by ?? 'another process, which has just stopped,' }
  }
}

class PostgresLease implements TradingLease {
  readonly lost: Promise<void>
  #isReleased = false

  constructor(private readonly client: pg.Client) {
    this.lost = new Promise((resolve) => {
      client.once('end', () => {
        if (!this.#isReleased) resolve()
      })
    })
  }

  async takeAccount(account: string): Promise<number> {
    // Waits for a transaction of the former holder that is still under way.
    const { rows } = await this.client.query<{ fencing: number }>(
      `update trading_accounts set fencing = nextval('trading_fencing')
        where name = $1 returning fencing::float8 as fencing`,
      [account]
    )
    if (rows[0] === undefined) throw new Error(`there is no account ${account}`)
    return rows[0].fencing
  }

  async release(): Promise<void> {
    this.#isReleased = true
    // The server may be gone, which frees the lock as well.
    await this.client.end().catch(() => {})
  }
}

/** Who trades on a database; null when nobody does. */
export async function holderOf(client: pg.ClientBase): Promise<string | null> {
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and l.granted`,
    [...TRADING_LOCK]
  )
  if (rows.length === 0) return null
  const pid = /pid=(\d+)/.exec(rows[0]?.name ?? '')?.[1]
  return pid === undefined ? 'a process that cannot be named' : `process ${pid}`
}

async function connect(settings: ConnectionSettings): Promise<pg.Client> {
  const client = new pg.Client({
    ...settings,
    application_name: `aq-trading pid=${process.pid}`,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  })
  // What breaks shows as the end of the connection.
  client.on('error', () => {})
  await client.connect()
  return client
}
