import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { AuditEntry } from '#ports/audit_log.js'
import type { OpenDatabase } from '#ports/database.js'
import type { KeptLogin, LoginRecords, OpenLogin } from '#ports/identity.js'

/** Where the framework keeps what `session.put('login', …)` was given. */
const LOGIN = `data::jsonb #> '{message,login}'`

interface Row {
  readonly id: string
  readonly login: KeptLogin
  readonly expiresMs: number
}

/** The logins that are in the framework's sessions. */
export class PostgresLogins implements LoginRecords {
  constructor(
    private readonly database: OpenDatabase,
    /** Adds entries to the audit log in the client's transaction. */
    private readonly appendAudit: (
      client: ClientBase,
      entries: readonly AuditEntry[]
    ) => Promise<void>
  ) {}

  nameOf(sessionId: string): string {
    return `ses_${createHash('sha256').update(sessionId).digest('hex').slice(0, 16)}`
  }

  of(userId: string): Promise<OpenLogin[]> {
    return this.database.withClient(async (client) => {
      const rows = await rowsOf(client, userId)
      return rows.map(({ id, login, expiresMs }) => ({ ...login, id: this.nameOf(id), expiresMs }))
    })
  }

  end(userId: string, ids: readonly string[], entry: AuditEntry): Promise<number> {
    return this.database.transaction(async (client) => {
      const rows = await rowsOf(client, userId)
      const ending = rows.filter(({ id }) => ids.includes(this.nameOf(id)))
      if (ending.length === 0) return 0
      await client.query('delete from sessions where id = any($1)', [ending.map(({ id }) => id)])
      await this.appendAudit(client, [entry])
      return ending.length
    })
  }
}

async function rowsOf(client: ClientBase, userId: string): Promise<Row[]> {
  const { rows } = await client.query<Omit<Row, 'expiresMs'> & { expiresAt: Date }>(
    `select id, ${LOGIN} as login, expires_at as "expiresAt" from sessions
     where ${LOGIN} ->> 'userId' = $1 and expires_at > now() order by expires_at desc`,
    [userId]
  )
  return rows.map(({ id, login, expiresAt }) => ({ id, login, expiresMs: expiresAt.getTime() }))
}
