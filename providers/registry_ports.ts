import { PostgresAuditLog } from '#adapters/audit_log/postgres_audit_log.js'
import { IndexReader } from '#adapters/plugin_source/index_reader.js'
import { PostgresRegistryRecords } from '#adapters/registry_records/postgres_registry_records.js'
import { PLATFORM } from '#engine/plugin/platform.js'
import { FollowedIndexes } from '#engine/plugin_registry/followed_indexes.js'
import type { RegistryPorts } from '#engine/plugin_registry/registry_ports.js'
import type { OpenDatabase } from '#ports/database.js'

/** Binds what following registries needs to its adapters. */
export function createRegistryPorts(database: OpenDatabase): RegistryPorts {
  return {
    records: new PostgresRegistryRecords(database),
    reader: new IndexReader(),
    audit: new PostgresAuditLog(database),
    now: Date.now,
  }
}

/** What the registries that are followed in a database say. */
export function createIndexes(database: OpenDatabase): FollowedIndexes {
  return new FollowedIndexes(createRegistryPorts(database), PLATFORM)
}
