import { err, ok, type Result } from '#kernel/values/result.js'
import type { OpenDatabase } from '#ports/database.js'
import type { PluginStorage, StorageOwner } from '#ports/plugin_storage.js'

/** Keeps the texts of plugins in the database. */
export class PostgresPluginStorage implements PluginStorage {
  constructor(private readonly database: OpenDatabase) {}

  get({ pluginId, environment }: StorageOwner, key: string): Promise<string | null> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<{ value: string }>(
        `select value from plugin_storage where plugin_id = $1 and environment = $2 and key = $3`,
        [pluginId, environment, key]
      )
      return rows[0]?.value ?? null
    })
  }

  set(
    { pluginId, environment }: StorageOwner,
    { key, value, quotaBytes }: { key: string; value: string; quotaBytes: number }
  ): Promise<Result<void, { readonly neededBytes: number }>> {
    const bytes = Buffer.byteLength(key) + Buffer.byteLength(value)
    return this.database.transaction(async (client) => {
      // One writer of a plugin at a time: two that fit alone may not fit together.
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `plugin storage ${environment}/${pluginId}`,
      ])
      const { rows } = await client.query<{ others: number }>(
        `select coalesce(sum(bytes), 0)::float8 as others from plugin_storage
         where plugin_id = $1 and environment = $2 and key <> $3`,
        [pluginId, environment, key]
      )
      const neededBytes = (rows[0]?.others ?? 0) + bytes
      if (neededBytes > quotaBytes) return err({ neededBytes })
      await client.query(
        `insert into plugin_storage (plugin_id, environment, key, value, bytes, updated_at)
         values ($1, $2, $3, $4, $5, now())
         on conflict (plugin_id, environment, key)
         do update set value = excluded.value, bytes = excluded.bytes, updated_at = now()`,
        [pluginId, environment, key, value, bytes]
      )
      return ok(undefined)
    })
  }

  delete({ pluginId, environment }: StorageOwner, key: string): Promise<boolean> {
    return this.database.withClient(async (client) => {
      const { rowCount } = await client.query(
        `delete from plugin_storage where plugin_id = $1 and environment = $2 and key = $3`,
        [pluginId, environment, key]
      )
      return rowCount === 1
    })
  }

  keys(
    { pluginId, environment }: StorageOwner,
    { prefix, limit }: { prefix: string; limit: number }
  ): Promise<string[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<{ key: string }>(
        `select key from plugin_storage
         where plugin_id = $1 and environment = $2 and starts_with(key, $3)
         order by key collate "C" limit $4`,
        [pluginId, environment, prefix, limit]
      )
      return rows.map(({ key }) => key)
    })
  }
}
