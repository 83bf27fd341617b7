/** Brings the tables up to date. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg, { type ClientBase } from 'pg'
import type { ConnectionSettings } from '../../ports/database.js'
import { DatabaseUnavailable } from './database_unavailable.js'
import { MIGRATION_LOCK } from './locks.js'

/** Names of the migrations in the checkout, in the order they run. */
export function migrationNames(root: string): string[] {
  return readdirSync(join(root, 'database', 'migrations'))
    .filter((name) => /\.(ts|js)$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => `database/migrations/${name.replace(/\.(ts|js)$/, '')}`)
    .sort()
}

/** Migrations of the checkout that the database has not seen. */
export async function pendingMigrations(client: ClientBase, root: string): Promise<string[]> {
  const { rows } = await client.query<{ present: boolean }>(
    `select to_regclass('adonis_schema') is not null as present`
  )
  if (!rows[0]!.present) return migrationNames(root)
  const done = await client.query<{ name: string }>('select name from adonis_schema')
  const seen = new Set(done.rows.map((row) => row.name))
  return migrationNames(root).filter((name) => !seen.has(name))
}

/**
 * Runs what is pending and answers its names. One process migrates at a time; who waits finds
 * nothing left to do.
 */
export async function runMigrations(settings: ConnectionSettings, root: string): Promise<string[]> {
  const lock = new pg.Client({ ...settings, application_name: 'aq-migrations' })
  lock.on('error', () => {})
  await lock.connect()
  try {
    await lock.query('select pg_advisory_lock($1, $2)', [...MIGRATION_LOCK])
    const pending = await pendingMigrations(lock, root)
    if (pending.length > 0) await runWithLucid(settings, root)
    return pending
  } finally {
    await lock.end().catch(() => {})
  }
}

/** Lucid is loaded only here: it costs a third of a second that an up-to-date database saves. */
async function runWithLucid(settings: ConnectionSettings, root: string): Promise<void> {
  const [{ Application }, { Logger }, { Emitter }, { Database }, { MigrationRunner }, config] =
    await Promise.all([
      import('@adonisjs/core/app'),
      import('@adonisjs/core/logger'),
      import('@adonisjs/core/events'),
      import('@adonisjs/lucid/database'),
      import('@adonisjs/lucid/migration'),
      import('./lucid_config.js'),
    ])
  const importer = (path: string) => import(path)
  const application = new Application(pathToFileURL(join(root, '/')), {
    environment: 'console',
    importer,
  })
  await application.rcContents({}).init()
  const database = new Database(
    config.lucidConfig(settings),
    new Logger({ enabled: false }),
    // Lucid types the emitter by the events of a whole application; migrations emit none of them.
    new Emitter(application) as unknown as ConstructorParameters<typeof Database>[2]
  )
  try {
    const migrator = new MigrationRunner(
      database,
      application as unknown as ConstructorParameters<typeof MigrationRunner>[1],
      { direction: 'up', connectionName: config.LUCID_CONNECTION, disableLocks: true }
    )
    await migrator.run()
    if (migrator.error) {
      throw new DatabaseUnavailable(`A migration failed: ${migrator.error.message}`, {
        cause: migrator.error,
      })
    }
  } finally {
    await database.manager.closeAll()
  }
}
