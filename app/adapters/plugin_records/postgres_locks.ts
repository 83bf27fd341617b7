import pg from 'pg'
import type { OpenDatabase } from '#ports/database.js'
import type { LockSession, LockSubject, PluginLocks, SharedLocks } from '#ports/plugin_locks.js'

/** First of the two numbers of an advisory lock, by what is locked; the second is a hash of the name. */
const CLASSES = { change: 0x4161, install: 0x4162, use: 0x4163, file: 0x4164 } as const

/** SQLSTATE of a lock that was not got within `lock_timeout`. */
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Advisory locks of PostgreSQL, held by a connection of their own: when the process dies, the server
 * gives them back.
 *
 * Two names of one hash (1 in 4 billion) count as the same, which makes one wait in vain, no more.
 */
export class PostgresPluginLocks implements PluginLocks {
  /** The connection of all shared locks, and how many are using it. */
  #shared: { readonly line: Promise<QueryLine>; users: number } | null = null

  constructor(private readonly database: OpenDatabase) {}

  async open(): Promise<LockSession> {
    return new PostgresLockSession(await this.#connect(() => {}))
  }

  async share(): Promise<SharedLocks> {
    const shared = (this.#shared ??= { line: this.#connectShared(), users: 0 })
    shared.users += 1
    const leave = async () => {
      shared.users -= 1
      if (shared.users > 0) return
      if (this.#shared === shared) this.#shared = null
      await shared.line.then((line) => line.end()).catch(() => {})
    }
    try {
      return new PostgresSharedLocks(await shared.line, leave)
    } catch (error) {
      this.#forget()
      throw error
    }
  }

  /** A connection that broke is not used again; whoever had locks on it has lost them. */
  #forget(): void {
    this.#shared = null
  }

  async #connectShared(): Promise<QueryLine> {
    return new QueryLine(await this.#connect(() => this.#forget()))
  }

  async #connect(lost: () => void): Promise<pg.Client> {
    const client = new pg.Client({
      ...this.database.settings,
      application_name: `aq-plugins pid=${process.pid}`,
      keepAlive: true,
    })
    // A lost connection shows at the next query; here it must not end the process.
    client.on('error', lost)
    await client.connect()
    return client
  }
}

/** One connection for many users: it takes one query at a time, so they stand in line. */
class QueryLine {
  #last: Promise<unknown> = Promise.resolve()

  constructor(private readonly client: pg.Client) {}

  query<T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<pg.QueryResult<T>> {
    const result = this.#last.then(() => this.client.query<T>(text, values))
    this.#last = result.catch(() => {})
    return result
  }

  end(): Promise<void> {
    return this.client.end()
  }
}

/** Shared locks of one user of the common connection; the server counts each lock. */
class PostgresSharedLocks implements SharedLocks {
  readonly #held = new Set<LockSubject>()
  #isReleased = false

  constructor(
    private readonly line: QueryLine,
    private readonly leave: () => Promise<void>
  ) {}

  async tryShared(subject: LockSubject): Promise<boolean> {
    if (this.#held.has(subject)) return true
    const [kind, name] = split(subject)
    const { rows } = await this.line.query<{ got: boolean }>(
      'select pg_try_advisory_lock_shared($1, hashtext($2)) as got',
      [CLASSES[kind], name]
    )
    if (rows[0]?.got !== true) return false
    this.#held.add(subject)
    return true
  }

  async release(): Promise<void> {
    if (this.#isReleased) return
    this.#isReleased = true
    for (const subject of this.#held) {
      const [kind, name] = split(subject)
      const sql = 'select pg_advisory_unlock_shared($1, hashtext($2))'
      // On a broken connection the server has given it back already.
      await this.line.query(sql, [CLASSES[kind], name]).catch(() => {})
    }
    await this.leave()
  }
}

class PostgresLockSession implements LockSession {
  readonly #held = new Set<string>()

  constructor(private readonly client: pg.Client) {}

  async tryAlone(subject: LockSubject): Promise<boolean> {
    if (this.#held.has(subject)) return true
    const [kind, name] = split(subject)
    const { rows } = await this.client.query<{ got: boolean }>(
      'select pg_try_advisory_lock($1, hashtext($2)) as got',
      [CLASSES[kind], name]
    )
    const got = rows[0]?.got === true
    if (got) this.#held.add(subject)
    return got
  }

  async waitAlone(subject: LockSubject, waitMs: number): Promise<boolean> {
    const [kind, name] = split(subject)
    await this.client.query(`select set_config('lock_timeout', $1, false)`, [String(waitMs)])
    try {
      await this.client.query('select pg_advisory_lock($1, hashtext($2))', [CLASSES[kind], name])
      return true
    } catch (error) {
      if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false
      throw error
    }
  }

  async giveBack(subject: LockSubject): Promise<void> {
    const [kind, name] = split(subject)
    this.#held.delete(subject)
    await this.client.query('select pg_advisory_unlock($1, hashtext($2))', [CLASSES[kind], name])
  }

  async holder(subject: LockSubject): Promise<string | null> {
    const [kind, name] = split(subject)
    const { rows } = await this.client.query<{ application_name: string }>(
      `select a.application_name from pg_locks l join pg_stat_activity a using (pid)
        where l.locktype = 'advisory' and l.classid = $1 and l.objid::int8 = (hashtext($2)::int8 & 4294967295)
          and l.granted and l.pid <> pg_backend_pid()
          and l.database = (select oid from pg_database where datname = current_database()) limit 1`,
      [CLASSES[kind], name]
    )
    if (rows.length === 0) return null
    const pid = /pid=(\d+)/.exec(rows[0]?.application_name ?? '')?.[1]
    return pid === undefined ? 'another process' : `process ${pid}`
  }

  async confirm(): Promise<void> {
    await this.client.query('select 1')
  }

  async release(): Promise<void> {
    await this.client.end().catch(() => {})
  }
}

function split(subject: LockSubject): [keyof typeof CLASSES, string] {
  const at = subject.indexOf(':')
  return [subject.slice(0, at) as keyof typeof CLASSES, subject.slice(at + 1)]
}
