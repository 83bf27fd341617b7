import { channel } from 'node:diagnostics_channel'
import type { ClientBase } from 'pg'
import type { AuditEntry } from '#ports/audit_log.js'
import type { OpenDatabase } from '#ports/database.js'
import type { GrantedManifest, GrantSelection, GrantStore, NewGrant } from '#ports/plugin_grants.js'
import type { Environment, GrantRecord } from '#ports/plugin_records.js'
import { activeGrants, giveGrants, grantHistory, revokeGrants } from './grant_rows.js'

/** Who is told of changes: every store of this process, also of code that was bundled on its own. */
const CHANGED = channel('aq.plugin_grants.changed')

/** Keeps grants in the database. Nothing is cached: a grant taken back is gone for the next question. */
export class PostgresGrantStore implements GrantStore {
  constructor(
    private readonly database: OpenDatabase,
    /** Adds entries to the audit log in the client's transaction. */
    private readonly appendAudit: (
      client: ClientBase,
      entries: readonly AuditEntry[]
    ) => Promise<void>
  ) {}

  async give(grants: readonly NewGrant[], entry: AuditEntry): Promise<GrantRecord[]> {
    const given = await this.database.transaction(async (client) => {
      const rows = await giveGrants(client, grants)
      await this.appendAudit(client, [entry])
      return rows
    })
    for (const id of new Set(given.map(({ pluginId }) => pluginId))) CHANGED.publish(id)
    return given
  }

  async revoke(
    selection: GrantSelection & { readonly by: string },
    entryOf: (revoked: readonly GrantRecord[]) => AuditEntry
  ): Promise<GrantRecord[]> {
    const revoked = await this.database.transaction(async (client) => {
      const rows = await revokeGrants(client, selection)
      if (rows.length > 0) await this.appendAudit(client, [entryOf(rows)])
      return rows
    })
    CHANGED.publish(selection.pluginId)
    return revoked
  }

  watch(changed: (pluginId: string) => void): () => void {
    const listener = (id: unknown): void => changed(id as string)
    CHANGED.subscribe(listener)
    return () => CHANGED.unsubscribe(listener)
  }

  active(pluginId: string, environment: Environment, manifestHash: string): Promise<GrantRecord[]> {
    return this.database.withClient((client) =>
      activeGrants(client, { pluginId, environment, manifestHash })
    )
  }

  history(pluginId: string): Promise<GrantRecord[]> {
    return this.database.withClient((client) => grantHistory(client, pluginId))
  }

  manifestOf(pluginId: string): Promise<GrantedManifest | null> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<GrantedManifest>(
        `select one.manifest as text, one.manifest_hash as "manifestHash", one.level,
           plugins.staged_hash is not null as "hasStaged"
         from plugins join plugin_versions one
           on one.plugin_id = plugins.id and one.content_hash = plugins.active_hash
         where plugins.id = $1`,
        [pluginId]
      )
      return rows[0] ?? null
    })
  }
}
