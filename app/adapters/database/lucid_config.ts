/** Lucid's configuration for given connection settings. */
import { defineConfig } from '@adonisjs/lucid'
import type { ConnectionSettings } from '../../ports/database.js'

/** Name of the one Lucid connection. */
export const LUCID_CONNECTION = 'main'

/**
 * Configuration with one PostgreSQL connection. Lucid's generated model classes are switched off:
 * migrations run on users' machines, where they must not write into the source tree.
 */
export function lucidConfig(settings: ConnectionSettings) {
  return defineConfig({
    connection: LUCID_CONNECTION,
    connections: {
      [LUCID_CONNECTION]: {
        client: 'pg',
        connection: { ...settings, ssl: settings.ssl === true ? true : settings.ssl || undefined },
        pool: { min: 0, max: 6 },
        migrations: { naturalSort: true, paths: ['database/migrations'] },
        schemaGeneration: { enabled: false },
      },
    },
  })
}
