/**
 * Which tier a server offers. TimescaleDB's Apache build has all functions of the community build
 * and refuses them when called, so the licence setting decides, not the presence of a function.
 */
import pg, { type ClientBase } from 'pg'
import type { Capabilities, ConnectionSettings } from '../../ports/database.js'
import { DatabaseUnavailable } from './database_unavailable.js'

/** `auto` uses TimescaleDB where it is, `off` ignores it, `require` fails without it. */
export type TimescaleWish = 'auto' | 'off' | 'require'

const NOT_PRELOADED =
  "TimescaleDB is installed but not preloaded: add shared_preload_libraries = 'timescaledb' to the server's postgresql.conf and restart it"

/**
 * Creates the extension where the server lists it and the wish allows. It runs on a connection of
 * its own, because a server that has not preloaded the library ends the connection.
 */
export async function ensureExtension(
  settings: ConnectionSettings,
  wish: TimescaleWish
): Promise<string | null> {
  if (wish === 'off') return null
  const client = new pg.Client({ ...settings, application_name: 'aq-capabilities' })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ installed_version: string | null }>(
      `select installed_version from pg_available_extensions where name = 'timescaledb'`
    )
    if (rows.length === 0) return wish === 'require' ? 'the server does not have TimescaleDB' : null
    if (rows[0]!.installed_version === null) {
      await client.query('create extension if not exists timescaledb')
    }
    return null
  } catch (error) {
    const code = (error as { code?: string }).code
    const said = error instanceof Error ? error.message : String(error)
    if (code === '42501') {
      return 'this user may not create the extension: the database owner can (create extension timescaledb)'
    }
    return code === 'XX000' || code === undefined || code.startsWith('57') || code.startsWith('08')
      ? NOT_PRELOADED
      : `creating the extension failed: ${said}`
  } finally {
    await client.end().catch(() => {})
  }
}

/** Reads the tier from a connected client; `note` is what `ensureExtension` had to say. */
export async function detectCapabilities(
  client: ClientBase,
  wish: TimescaleWish,
  note: string | null = null
): Promise<Capabilities> {
  const { rows } = await client.query<{
    extversion: string | null
    license: string | null
    postgres: string
  }>(
    `select e.extversion, current_setting('timescaledb.license', true) as license,
            current_setting('server_version') as postgres
       from (select 1) one left join pg_extension e on e.extname = 'timescaledb'`
  )
  const row = rows[0]!
  const found = {
    postgresVersion: row.postgres.split(' ')[0]!,
    timescaleVersion: row.extversion,
  }
  if (wish === 'off') return { ...found, tier: 'plain', note: 'TIMESCALE=off' }
  if (row.extversion === null) {
    if (wish === 'require') {
      throw new DatabaseUnavailable(
        `TIMESCALE=require, but ${note ?? 'the database has no TimescaleDB extension'}. Mend that, or set TIMESCALE=auto.`
      )
    }
    return { ...found, tier: 'plain', note }
  }
  if (row.license === 'timescale') {
    const works = await communityWorks(client)
    if (works) return { ...found, tier: 'tsdb-community', note }
    return {
      ...found,
      tier: 'tsdb-apache',
      note: 'the server claims the community licence but lacks its library; only Apache functions are used',
    }
  }
  return { ...found, tier: 'tsdb-apache', note }
}

/** Calls one harmless community function in a transaction that is rolled back. */
async function communityWorks(client: ClientBase): Promise<boolean> {
  await client.query('begin')
  try {
    await client.query(
      `select time_bucket_gapfill('1 day', ts, '2020-01-01', '2020-01-02') from (select timestamptz '2020-01-01' as ts) t group by 1`
    )
    return true
  } catch {
    return false
  } finally {
    await client.query('rollback')
  }
}
