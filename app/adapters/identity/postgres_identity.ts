import type { ClientBase } from 'pg'
import type { AuditEntry } from '#ports/audit_log.js'
import type { OpenDatabase } from '#ports/database.js'
import type {
  ApiToken,
  IdentityRecords,
  User,
  UserChange,
  UserCredentials,
} from '#ports/identity.js'
import { timestampOf } from '#ports/sql_time.js'
import { TOKEN_COLUMNS, USER_COLUMNS } from './identity_columns.js'

/** Held while users change, so that two changes cannot both leave "another" owner. */
const USERS_LOCK = [0x4151, 7] as const
const UNIQUE_VIOLATION = '23505'

interface CredentialsRow extends User {
  readonly passwordHash: string
  readonly totpSecret: string | null
}

/** Keeps users and tokens in the database. */
export class PostgresIdentity implements IdentityRecords {
  constructor(
    private readonly database: OpenDatabase,
    /** Adds entries to the audit log in the client's transaction. */
    private readonly appendAudit: (
      client: ClientBase,
      entries: readonly AuditEntry[]
    ) => Promise<void>
  ) {}

  async hasUsers(): Promise<boolean> {
    return (await this.#rows('select from users limit 1')).length > 0
  }

  users(): Promise<User[]> {
    return this.#rows<User>(`select ${USER_COLUMNS} from users order by created_at, id`)
  }

  async user(id: string): Promise<User | null> {
    const rows = await this.#rows<User>(`select ${USER_COLUMNS} from users where id = $1`, [id])
    return rows[0] ?? null
  }

  credentials(name: string): Promise<UserCredentials | null> {
    return this.#credentials('lower(name) = lower($1)', name.normalize('NFC').trim())
  }

  credentialsOf(id: string): Promise<UserCredentials | null> {
    return this.#credentials('id = $1', id)
  }

  addFirstUser(user: User, passwordHash: string, entry: AuditEntry): Promise<boolean> {
    return this.database.transaction(async (client) => {
      await client.query('select pg_advisory_xact_lock($1, $2)', [...USERS_LOCK])
      const { rowCount } = await client.query('select from users limit 1')
      if (rowCount !== 0) return false
      await insertUser(client, user, passwordHash)
      await this.appendAudit(client, [entry])
      return true
    })
  }

  async addUser(user: User, passwordHash: string, entry: AuditEntry): Promise<boolean> {
    try {
      await this.database.transaction(async (client) => {
        await insertUser(client, user, passwordHash)
        await this.appendAudit(client, [entry])
      })
      return true
    } catch (error) {
      if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) return false
      throw error
    }
  }

  changeUser(
    id: string,
    change: UserChange,
    entry: AuditEntry
  ): Promise<User | 'last_owner' | null> {
    return this.database.transaction(async (client) => {
      await client.query('select pg_advisory_xact_lock($1, $2)', [...USERS_LOCK])
      if (await losesLastOwner(client, id, change)) return 'last_owner'
      const { rows } = await client.query<User>(
        `update users set role = coalesce($2, role), is_enabled = coalesce($3, is_enabled),
           password_hash = coalesce($4, password_hash),
           totp_secret = case when $5 then $6 else totp_secret end, generation = generation + 1
         where id = $1 returning ${USER_COLUMNS}`,
        [
          id,
          change.role ?? null,
          change.isEnabled ?? null,
          change.passwordHash ?? null,
          change.totpSecret !== undefined,
          change.totpSecret ?? null,
        ]
      )
      const [user] = rows
      if (user === undefined) return null
      if (change.removesPasskeys === true) {
        await client.query('delete from passkeys where user_id = $1', [id])
      }
      await this.appendAudit(client, [entry])
      return user
    })
  }

  async noteLogin(id: string, atMs: number): Promise<void> {
    await this.#rows(`update users set last_login_at = ${timestampOf('$2')} where id = $1`, [
      id,
      atMs,
    ])
  }

  async takeTotpStep(id: string, step: number): Promise<boolean> {
    const rows = await this.#rows(
      `update users set totp_step = $2 where id = $1 and coalesce(totp_step, 0) < $2 returning 1`,
      [id, step]
    )
    return rows.length === 1
  }

  tokens(userId?: string): Promise<ApiToken[]> {
    return this.#rows<ApiToken>(
      `select ${TOKEN_COLUMNS} from api_tokens where $1::text is null or user_id = $1
       order by created_at desc, id`,
      [userId ?? null]
    )
  }

  async token(id: string): Promise<{ readonly token: ApiToken; readonly hash: string } | null> {
    const [row] = await this.#rows<ApiToken & { hash: string }>(
      `select ${TOKEN_COLUMNS}, hash from api_tokens where id = $1`,
      [id]
    )
    if (row === undefined) return null
    const { hash, ...token } = row
    return { token, hash }
  }

  addToken(token: ApiToken, hash: string, entry: AuditEntry): Promise<void> {
    return this.database.transaction(async (client) => {
      await insertToken(client, token, hash)
      await this.appendAudit(client, [entry])
    })
  }

  replaceToken(id: string, token: ApiToken, hash: string, entry: AuditEntry): Promise<boolean> {
    return this.database.transaction(async (client) => {
      const { rowCount } = await client.query(
        `update api_tokens set revoked_at = ${timestampOf('$2')}
         where id = $1 and revoked_at is null and expires_at > ${timestampOf('$2')}`,
        [id, token.createdAtMs]
      )
      if (rowCount !== 1) return false
      await insertToken(client, token, hash)
      await this.appendAudit(client, [entry])
      return true
    })
  }

  revokeToken(id: string, atMs: number, entry: AuditEntry): Promise<ApiToken | null> {
    return this.database.transaction(async (client) => {
      const { rows } = await client.query<ApiToken>(
        `update api_tokens set revoked_at = ${timestampOf('$2')}
         where id = $1 and revoked_at is null returning ${TOKEN_COLUMNS}`,
        [id, atMs]
      )
      const [token] = rows
      if (token === undefined) return null
      await this.appendAudit(client, [entry])
      return token
    })
  }

  async noteTokenUse(id: string, { atMs, from }: { atMs: number; from: string }): Promise<void> {
    await this.#rows(
      `update api_tokens set last_used_at = ${timestampOf('$2')}, last_used_from = $3
       where id = $1`,
      [id, atMs, from]
    )
  }

  async #credentials(where: string, value: string): Promise<UserCredentials | null> {
    const [row] = await this.#rows<CredentialsRow>(
      `select ${USER_COLUMNS}, password_hash as "passwordHash", totp_secret as "totpSecret"
       from users where ${where}`,
      [value]
    )
    if (row === undefined) return null
    const { passwordHash, totpSecret, ...user } = row
    return { user, passwordHash, totpSecret }
  }

  #rows<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.database.withClient(async (client) => (await client.query<Row>(sql, values)).rows)
  }
}

async function insertUser(client: ClientBase, user: User, passwordHash: string): Promise<void> {
  await client.query(
    `insert into users (id, name, role, password_hash, is_enabled, generation, created_at)
     values ($1, $2, $3, $4, $5, $6, ${timestampOf('$7')})`,
    [user.id, user.name, user.role, passwordHash, user.isEnabled, user.generation, user.createdAtMs]
  )
}

async function insertToken(client: ClientBase, token: ApiToken, hash: string): Promise<void> {
  const { id, userId, name, abilities, strategies, addresses, createdAtMs, expiresAtMs } = token
  const listOf = (list: readonly string[] | null) => (list === null ? null : JSON.stringify(list))
  await client.query(
    `insert into api_tokens
       (id, user_id, name, hash, abilities, strategies, addresses, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, ${timestampOf('$8')}, ${timestampOf('$9')})`,
    [
      id,
      userId,
      name,
      hash,
      listOf(abilities),
      listOf(strategies),
      listOf(addresses),
      createdAtMs,
      expiresAtMs,
    ]
  )
}

async function losesLastOwner(
  client: ClientBase,
  id: string,
  { role, isEnabled }: UserChange
): Promise<boolean> {
  if ((role === undefined || role === 'owner') && isEnabled !== false) return false
  const { rows } = await client.query<{ id: string }>(
    `select id from users where role = 'owner' and is_enabled`
  )
  return rows.length === 1 && rows[0]?.id === id
}
