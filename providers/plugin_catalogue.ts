/** Installed plugins for whoever runs them: light, because every backtest opens it. */
import { join } from 'node:path'
import { appendAudit } from '#adapters/audit_log/append_audit.js'
import { giveGrants, revokeGrants } from '#adapters/plugin_grants/grant_rows.js'
import { PostgresGrantStore } from '#adapters/plugin_grants/postgres_grant_store.js'
import { PostgresPluginLocks } from '#adapters/plugin_records/postgres_locks.js'
import { PostgresPluginRecords } from '#adapters/plugin_records/postgres_plugin_records.js'
import { FolderContentStore } from '#adapters/plugin_store/folder_content_store.js'
import { PLATFORM } from '#engine/plugin/platform.js'
import { InstalledPlugins } from '#engine/plugin_install/installed_plugins.js'
import type { PluginPorts } from '#engine/plugin_install/plugin_ports.js'
import type { FollowedIndexes } from '#engine/plugin_registry/followed_indexes.js'
import { contentHashOf } from '#engine/plugin_package/content_hash.js'
import type { OpenDatabase } from '#ports/database.js'
import { createIndexes } from './registry_ports.js'

/** What using installed plugins needs. */
type CataloguePorts = Omit<
  PluginPorts,
  'archive' | 'quarantine' | 'sources' | 'places' | 'newId' | 'index'
> & { readonly index: FollowedIndexes }

/** Installed plugins of a database and its data directory. */
export function createCatalogue(
  database: OpenDatabase,
  places: { readonly dataDir: string }
): InstalledPlugins {
  return new InstalledPlugins(createCataloguePorts(database, places))
}

/** Binds the ports that using and installing plugins share. */
export function createCataloguePorts(
  database: OpenDatabase,
  { dataDir }: { readonly dataDir: string }
): CataloguePorts {
  const grants = new PostgresGrantStore(database, (client, entries) => appendAudit(client, entries))
  return {
    records: new PostgresPluginRecords(database, {
      appendAudit: async (client, entries) => {
        await appendAudit(client, entries)
      },
      giveGrants,
      endGrants: (client, { revokedBy, ...selection }) =>
        revokeGrants(client, { ...selection, by: revokedBy }),
    }),
    store: new FolderContentStore(join(dataDir, 'plugins', 'store'), contentHashOf),
    locks: new PostgresPluginLocks(database),
    index: createIndexes(database),
    grants: {
      active: async (pluginId) =>
        (await grants.history(pluginId)).filter((one) => one.revokedAtMs === null),
    },
    platform: PLATFORM,
    now: Date.now,
    safeMode: isSet(process.env.AQ_SAFE_MODE),
  }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no'].includes(value.toLowerCase())
}
