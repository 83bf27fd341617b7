import type { ClientBase } from 'pg'
import type { AuditEntry } from '#ports/audit_log.js'
import type { OpenDatabase } from '#ports/database.js'
import type { SettingRecords, StoredSetting, StoredSettings } from '#ports/settings.js'
import { epochMs, timestampOf } from '#ports/sql_time.js'

/** Held while settings change, so that two changes cannot both follow the same one. */
const SETTINGS_LOCK = [0x4151, 8] as const

interface SettingsRow {
  readonly key: string
  /** JSON, or `null` where there is no plain value: SQL's null, not JSON's. */
  readonly value: string | null
  readonly sealed: string | null
  readonly setBy: string
  readonly setAtMs: number
  readonly revision: number
}

const REVISION = 'select coalesce(max(revision), 0)::float8 as revision from settings'

/** Keeps settings in the database. */
export class PostgresSettings implements SettingRecords {
  constructor(
    private readonly database: OpenDatabase,
    /** Adds entries to the audit log in the client's transaction. */
    private readonly appendAudit: (
      client: ClientBase,
      entries: readonly AuditEntry[]
    ) => Promise<void>
  ) {}

  all(): Promise<StoredSettings> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<SettingsRow>(
        `select key, value::text as value, sealed, set_by as "setBy",
           ${epochMs('set_at')} as "setAtMs", revision::float8 as revision
         from settings order by key`
      )
      const revision = Math.max(0, ...rows.map((row) => row.revision))
      return { revision, settings: rows.map(storedSetting) }
    })
  }

  revision(): Promise<number> {
    return this.database.withClient((client) => revisionOf(client))
  }

  write({ settings, entries, since }: Parameters<SettingRecords['write']>[0]): Promise<boolean> {
    return this.database.transaction(async (client) => {
      await client.query('select pg_advisory_xact_lock($1, $2)', [...SETTINGS_LOCK])
      const revision = await revisionOf(client)
      if (revision !== since) return false
      for (const { key, value, sealed, setBy, setAtMs } of settings) {
        await client.query(
          `insert into settings (key, value, sealed, set_by, set_at, revision)
           values ($1, $2, $3, $4, ${timestampOf('$5')}, $6)
           on conflict (key) do update set value = excluded.value, sealed = excluded.sealed,
             set_by = excluded.set_by, set_at = excluded.set_at, revision = excluded.revision`,
          [
            key,
            value === undefined ? null : JSON.stringify(value),
            sealed,
            setBy,
            setAtMs,
            revision + 1,
          ]
        )
      }
      await this.appendAudit(client, entries)
      return true
    })
  }
}

async function revisionOf(client: ClientBase): Promise<number> {
  return (await client.query<{ revision: number }>(REVISION)).rows[0]!.revision
}

function storedSetting({ key, value, sealed, setBy, setAtMs }: SettingsRow): StoredSetting {
  const kept: unknown = value === null ? undefined : JSON.parse(value)
  return { key, value: kept, sealed, setBy, setAtMs }
}
