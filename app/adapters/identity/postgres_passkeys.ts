import type { ClientBase } from 'pg'
import type { AuditEntry } from '#ports/audit_log.js'
import type { OpenDatabase } from '#ports/database.js'
import type { OwnPasskey, Passkey, PasskeyProof, PasskeyRecords } from '#ports/passkeys.js'
import { epochMs, timestampOf } from '#ports/sql_time.js'

const COLUMNS = `id, user_id as "userId", name, transports, is_synced as "isSynced",
  ${epochMs('created_at')} as "createdAtMs", ${epochMs('last_used_at')} as "lastUsedMs"`
const PROOF = 'public_key as "publicKey", counter::float8 as counter'

/** Keeps passkeys in the database. */
export class PostgresPasskeys implements PasskeyRecords {
  constructor(
    private readonly database: OpenDatabase,
    /** Adds entries to the audit log in the client's transaction. */
    private readonly appendAudit: (
      client: ClientBase,
      entries: readonly AuditEntry[]
    ) => Promise<void>
  ) {}

  of(userId: string): Promise<Passkey[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<Passkey>(
        `select ${COLUMNS} from passkeys where user_id = $1 order by created_at, id`,
        [userId]
      )
      return rows
    })
  }

  find(id: string): Promise<(Passkey & PasskeyProof) | null> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<Passkey & PasskeyProof>(
        `select ${COLUMNS}, ${PROOF} from passkeys where id = $1`,
        [id]
      )
      return rows[0] ?? null
    })
  }

  add(
    passkey: Passkey & PasskeyProof,
    countMax: number,
    entry: AuditEntry
  ): Promise<'added' | 'taken' | 'full'> {
    return this.database.transaction(async (client) => {
      // The row of the user is held: two at once are counted one after the other.
      await client.query('select from users where id = $1 for update', [passkey.userId])
      const { rowCount: count } = await client.query('select from passkeys where user_id = $1', [
        passkey.userId,
      ])
      if (count !== null && count >= countMax) return 'full'
      const { rowCount } = await client.query(
        `insert into passkeys (id, user_id, name, public_key, counter, transports, is_synced, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, ${timestampOf('$8')}) on conflict (id) do nothing`,
        [
          passkey.id,
          passkey.userId,
          passkey.name,
          passkey.publicKey,
          passkey.counter,
          JSON.stringify(passkey.transports),
          passkey.isSynced,
          passkey.createdAtMs,
        ]
      )
      if (rowCount !== 1) return 'taken'
      await this.appendAudit(client, [entry])
      return 'added'
    })
  }

  rename({ id, userId }: OwnPasskey, name: string, entry: AuditEntry): Promise<boolean> {
    return this.#change('update passkeys set name = $3 where id = $1 and user_id = $2', entry, [
      id,
      userId,
      name,
    ])
  }

  remove({ id, userId }: OwnPasskey, entry: AuditEntry): Promise<boolean> {
    return this.#change('delete from passkeys where id = $1 and user_id = $2', entry, [id, userId])
  }

  async noteUse(
    id: string,
    { counter, atMs }: { readonly counter: number; readonly atMs: number }
  ): Promise<boolean> {
    return this.database.withClient(async (client) => {
      const { rowCount } = await client.query(
        `update passkeys set counter = $2, last_used_at = ${timestampOf('$3')}
         where id = $1 and (counter < $2 or (counter = 0 and $2 = 0))`,
        [id, counter, atMs]
      )
      return rowCount === 1
    })
  }

  #change(sql: string, entry: AuditEntry, values: readonly unknown[]): Promise<boolean> {
    return this.database.transaction(async (client) => {
      const { rowCount } = await client.query(sql, [...values])
      if (rowCount !== 1) return false
      await this.appendAudit(client, [entry])
      return true
    })
  }
}
