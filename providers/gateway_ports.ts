import { join } from 'node:path'
import { appendAudit } from '#adapters/audit_log/append_audit.js'
import { PostgresAuditLog } from '#adapters/audit_log/postgres_audit_log.js'
import { PostgresGrantStore } from '#adapters/plugin_grants/postgres_grant_store.js'
import { GuardedNetwork } from '#adapters/plugin_network/guarded_network.js'
import { LogChannel } from '#adapters/plugin_notify/log_channel.js'
import { PostgresSecretVault } from '#adapters/plugin_secrets/postgres_secret_vault.js'
import { TellingVault } from '#adapters/plugin_secrets/telling_vault.js'
import { PostgresPluginStorage } from '#adapters/plugin_storage/postgres_plugin_storage.js'
import { applicationKey } from '#adapters/secret/application_key.js'
import type { GatewayPorts } from '#engine/plugin_gateway/gateway.js'
import type { OpenDatabase } from '#ports/database.js'

/** Binds what the gateway of plugins needs to its adapters. */
export function createGatewayPorts(
  database: OpenDatabase,
  {
    dataDir,
    secretUsed = () => {},
  }: {
    readonly dataDir: string
    /** Told of each value before it is used: it must not come into any log. */
    secretUsed?(value: string): void
  }
): GatewayPorts {
  const key = applicationKey(dataDir).release()
  secretUsed(key)
  return {
    grants: new PostgresGrantStore(database, (client, entries) => appendAudit(client, entries)),
    audit: new PostgresAuditLog(database),
    network: new GuardedNetwork(),
    storage: new PostgresPluginStorage(database),
    secrets: new TellingVault(new PostgresSecretVault(database, key), secretUsed),
    notices: new LogChannel(join(dataDir, 'logs')),
    now: Date.now,
  }
}
