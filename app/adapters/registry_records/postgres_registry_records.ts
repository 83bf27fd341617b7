import type { OpenDatabase } from '#ports/database.js'
import type { FollowedRegistry, RegistryRecords } from '#ports/plugin_registry.js'
import { epochMs, timestampOf } from '#ports/sql_time.js'

const COLUMNS = `url, key_id as "keyId", public_key as "publicKey", sequence::float8 as sequence, document,
  ${epochMs('expires_at')} as "expiresAtMs",
  ${epochMs('checked_at')} as "checkedAtMs"`

/** Registries that are followed, in PostgreSQL. */
export class PostgresRegistryRecords implements RegistryRecords {
  constructor(private readonly database: OpenDatabase) {}

  list(): Promise<FollowedRegistry[]> {
    return this.database.withClient(async (client) => {
      const text = `select ${COLUMNS} from plugin_registries order by url`
      return (await client.query<FollowedRegistry>(text)).rows
    })
  }

  save(registry: FollowedRegistry): Promise<boolean> {
    const { url, keyId, publicKey, sequence, expiresAtMs, checkedAtMs, document } = registry
    return this.database.withClient(async (client) => {
      // Whoever comes late with an older index, or with another key, changes nothing.
      const { rowCount } = await client.query(
        `insert into plugin_registries as known
           (url, key_id, public_key, sequence, expires_at, checked_at, document)
         values ($1, $2, $3, $4, ${timestampOf('$5')}, ${timestampOf('$6')}, $7)
         on conflict (url) do update set sequence = excluded.sequence, expires_at = excluded.expires_at,
           checked_at = greatest(known.checked_at, excluded.checked_at), document = excluded.document
         where known.public_key = excluded.public_key and known.sequence <= excluded.sequence`,
        [url, keyId, publicKey, sequence, expiresAtMs, checkedAtMs, JSON.stringify(document)]
      )
      return rowCount === 1
    })
  }

  remove(url: string): Promise<boolean> {
    return this.database.withClient(async (client) => {
      const { rowCount } = await client.query('delete from plugin_registries where url = $1', [url])
      return rowCount === 1
    })
  }
}
