/** Compares the tables and the tier with what the checkout expects, and mends the difference. */
import type { ClientBase } from 'pg'
import type { Capabilities, ConnectionSettings, SchemaReport } from '../../ports/database.js'
import { detectCapabilities, ensureExtension, type TimescaleWish } from './capabilities.js'
import { pendingMigrations, runMigrations } from './migrations.js'
import { applyStoragePolicy } from './storage_policy.js'

interface Subject {
  readonly settings: ConnectionSettings
  withClient<T>(use: (client: ClientBase) => Promise<T>): Promise<T>
}

/**
 * Creates the extension, runs migrations and applies the tier's storage as far as needed. With
 * everything in place it is two short queries. `thorough` looks again even then.
 */
export async function bringUpToDate(
  database: Subject,
  options: { root: string; wish: TimescaleWish; thorough?: boolean }
): Promise<SchemaReport> {
  const settled = options.thorough ? null : await settledState(database, options)
  if (settled) return { capabilities: settled, migrated: [], storage: [] }
  const note = await ensureExtension(database.settings, options.wish)
  const migrated = await runMigrations(database.settings, options.root)
  return database.withClient(async (client) => {
    const capabilities = await detectCapabilities(client, options.wish, note)
    const storage = await applyStoragePolicy(client, capabilities.tier)
    await remember(client, capabilities)
    return { capabilities, migrated, storage }
  })
}

/** The capabilities when migrations are current and the server is what it was; null otherwise. */
async function settledState(
  database: Subject,
  options: { root: string; wish: TimescaleWish }
): Promise<Capabilities | null> {
  return database.withClient(async (client) => {
    if ((await pendingMigrations(client, options.root)).length > 0) return null
    const { rows } = await client.query<{
      tier: Capabilities['tier']
      postgres_version: string
      timescale_version: string | null
      note: string | null
      postgres_now: string
      timescale_now: string | null
    }>(
      `select c.tier, c.postgres_version, c.timescale_version, c.note,
              split_part(current_setting('server_version'), ' ', 1) as postgres_now,
              (select extversion from pg_extension where extname = 'timescaledb') as timescale_now
         from system_capabilities c where c.id = 1`
    )
    const row = rows[0]
    if (!row) return null
    const unchanged =
      row.postgres_version === row.postgres_now && row.timescale_version === row.timescale_now
    const asWished =
      options.wish === 'require'
        ? row.tier !== 'plain'
        : (row.note === 'TIMESCALE=off') === (options.wish === 'off')
    if (!unchanged || !asWished) return null
    return {
      tier: row.tier,
      postgresVersion: row.postgres_version,
      timescaleVersion: row.timescale_version,
      note: row.note,
    }
  })
}

async function remember(client: ClientBase, found: Capabilities): Promise<void> {
  await client.query(
    `insert into system_capabilities (id, tier, postgres_version, timescale_version, note, checked_at)
     values (1, $1, $2, $3, $4, now())
     on conflict (id) do update set tier = excluded.tier, postgres_version = excluded.postgres_version,
       timescale_version = excluded.timescale_version, note = excluded.note, checked_at = now()`,
    [found.tier, found.postgresVersion, found.timescaleVersion, found.note]
  )
}
