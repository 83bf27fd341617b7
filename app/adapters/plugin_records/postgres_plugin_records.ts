import type { ClientBase } from 'pg'
import type { AuditEntry } from '#ports/audit_log.js'
import type { OpenDatabase } from '#ports/database.js'
import type {
  EndedGrants,
  InstallRecord,
  PluginIncident,
  PluginRecordStore,
  RecordChange,
} from '#ports/plugin_record_store.js'
import type { NewGrant } from '#ports/plugin_grants.js'
import type { KeyRecord, PluginRecord, VersionRecord } from '#ports/plugin_records.js'
import {
  INSTALL_COLUMNS,
  installRow,
  KEY_COLUMNS,
  keyRow,
  PLUGIN_COLUMNS,
  pluginRow,
  type Row,
  VERSION_COLUMNS,
  versionRow,
} from './record_rows.js'

/** Writes of other tables that belong into the same transaction; their own adapters do them. */
export interface NeighbouringWrites {
  appendAudit(client: ClientBase, entries: readonly AuditEntry[]): Promise<void>
  giveGrants(client: ClientBase, grants: readonly NewGrant[]): Promise<unknown>
  endGrants(client: ClientBase, ended: EndedGrants): Promise<unknown>
}

/** Rows about plugins in PostgreSQL. */
export class PostgresPluginRecords implements PluginRecordStore {
  constructor(
    private readonly database: OpenDatabase,
    private readonly neighbours: NeighbouringWrites
  ) {}

  plugins(): Promise<PluginRecord[]> {
    return this.#rows(`select ${PLUGIN_COLUMNS} from plugins order by id`)
  }

  async plugin(id: string): Promise<PluginRecord | null> {
    const text = `select ${PLUGIN_COLUMNS} from plugins where id = $1`
    return (await this.#rows<PluginRecord>(text, [id]))[0] ?? null
  }

  versions(pluginId?: string): Promise<VersionRecord[]> {
    return this.#rows(
      `select ${VERSION_COLUMNS} from plugin_versions where plugin_id = $1 or $1 is null
        order by plugin_id, installed_at desc, content_hash`,
      [pluginId ?? null]
    )
  }

  keys(): Promise<KeyRecord[]> {
    return this.#rows(`select ${KEY_COLUMNS} from publisher_keys order by key_id`)
  }

  unfinished(): Promise<InstallRecord[]> {
    return this.#rows(
      `select ${INSTALL_COLUMNS} from plugin_installs
        where state <> 'done' and failure is null order by started_at, id`
    )
  }

  async bundlesOfRuns(): Promise<ReadonlySet<string>> {
    const rows = await this.#rows<{ hash: string }>(
      `select distinct one ->> 'bundleSha256' as hash
         from backtest_runs, jsonb_array_elements(strategies::jsonb) as one
        where one ->> 'bundleSha256' is not null`
    )
    return new Set(rows.map((row) => row.hash))
  }

  apply(...changes: readonly RecordChange[]): Promise<void> {
    return this.database.transaction(async (client) => {
      for (const change of changes) await this.#apply(client, change)
    })
  }

  async #apply(client: ClientBase, change: RecordChange): Promise<void> {
    switch (change.type) {
      case 'put_plugin':
        return put(client, 'plugins', ['id'], pluginRow(change.plugin))
      case 'put_version':
        return put(
          client,
          'plugin_versions',
          ['plugin_id', 'content_hash'],
          versionRow(change.version)
        )
      case 'put_key':
        return put(client, 'publisher_keys', ['key_id'], keyRow(change.key))
      case 'put_install':
        return put(client, 'plugin_installs', ['id'], installRow(change.install))
      case 'remove_plugin':
        await client.query('delete from plugins where id = $1', [change.id])
        return
      case 'stop_plugin':
        await client.query(
          `update plugins set state = $3, quarantine_reason = $4, updated_at = $5
            where id = $1 and active_hash = $2`,
          [change.id, change.activeHash, change.state, change.reason, new Date(change.atMs)]
        )
        return
      case 'remove_version':
        await client.query(
          'delete from plugin_versions where plugin_id = $1 and content_hash = $2',
          [change.pluginId, change.contentHash]
        )
        return
      case 'purge':
        await client.query('delete from plugin_storage where plugin_id = $1', [change.pluginId])
        return
      case 'incident':
        return addIncident(client, change.incident)
      case 'give_grants':
        await this.neighbours.giveGrants(client, change.grants)
        return
      case 'end_grants':
        await this.neighbours.endGrants(client, change.ended)
        return
      case 'audit':
        return this.neighbours.appendAudit(client, change.entries)
    }
  }

  #rows<T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<T>(text, [...values])
      return rows
    })
  }
}

async function put(
  client: ClientBase,
  table: string,
  key: readonly string[],
  row: Row
): Promise<void> {
  const columns = Object.keys(row)
  const values = columns.map((_, index) => `$${index + 1}`)
  const updates = columns
    .filter((one) => !key.includes(one))
    .map((one) => `${one} = excluded.${one}`)
  await client.query(
    `insert into ${table} (${columns.join(', ')}) values (${values.join(', ')})
       on conflict (${key.join(', ')}) do update set ${updates.join(', ')}`,
    Object.values(row)
  )
}

async function addIncident(client: ClientBase, incident: PluginIncident): Promise<void> {
  await client.query(
    `insert into plugin_incidents (plugin_id, environment, kind, message, detail, at)
     values ($1, $2, $3, $4, $5, now())`,
    [
      incident.pluginId,
      incident.environment,
      incident.kind,
      incident.message,
      JSON.stringify(incident.detail),
    ]
  )
}
