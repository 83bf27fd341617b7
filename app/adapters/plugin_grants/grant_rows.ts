import type { ClientBase } from 'pg'
import type { GrantSelection, NewGrant } from '#ports/plugin_grants.js'
import type { Environment, GrantRecord } from '#ports/plugin_records.js'

const COLUMNS = `id::float8 as id, plugin_id as "pluginId", environment, capability, scope,
  manifest_hash as "manifestHash", granted_by as "grantedBy",
  floor(extract(epoch from granted_at) * 1000)::float8 as "grantedAtMs", revoked_by as "revokedBy",
  floor(extract(epoch from revoked_at) * 1000)::float8 as "revokedAtMs"`

/** Gives grants in the client's transaction; one that is in force already is not given twice. */
export async function giveGrants(
  client: ClientBase,
  grants: readonly NewGrant[]
): Promise<GrantRecord[]> {
  const given: GrantRecord[] = []
  for (const { pluginId, environment, capability, scope, manifestHash, grantedBy } of grants) {
    // Two people who grant at once would both see no row; the lock lets one look first.
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `plugin grant ${pluginId}`,
    ])
    const { rows } = await client.query<GrantRecord>(
      `insert into plugin_grants (plugin_id, environment, capability, scope, manifest_hash, granted_by, granted_at)
       select $1, $2, $3, $4, $5, $6, now()
       where not exists (
         select from plugin_grants
         where plugin_id = $1 and environment = $2 and capability = $3 and scope = $4
           and manifest_hash = $5 and revoked_at is null)
       returning ${COLUMNS}`,
      [pluginId, environment, capability, scope, manifestHash, grantedBy]
    )
    given.push(...rows)
  }
  return given
}

/** Takes grants back in the client's transaction; answers what was in force. */
export async function revokeGrants(
  client: ClientBase,
  { pluginId, environment, manifestHash, permissions, by }: GrantSelection & { readonly by: string }
): Promise<GrantRecord[]> {
  const { rows } = await client.query<GrantRecord>(
    `update plugin_grants set revoked_by = $2, revoked_at = now()
     where plugin_id = $1 and revoked_at is null
       and ($3::text is null or environment = $3) and ($4::text is null or manifest_hash = $4)
       and ($5::jsonb is null or exists (
         select from jsonb_to_recordset($5::jsonb) as one(capability text, scope text)
         where one.capability = plugin_grants.capability and one.scope = plugin_grants.scope))
     returning ${COLUMNS}`,
    [
      pluginId,
      by,
      environment ?? null,
      manifestHash ?? null,
      permissions === undefined ? null : JSON.stringify(permissions),
    ]
  )
  return rows
}

/** Grants in force for exactly this manifest. */
export async function activeGrants(
  client: ClientBase,
  of: { pluginId: string; environment: Environment; manifestHash: string }
): Promise<GrantRecord[]> {
  const { rows } = await client.query<GrantRecord>(
    `select ${COLUMNS} from plugin_grants
     where plugin_id = $1 and environment = $2 and manifest_hash = $3 and revoked_at is null
     order by capability, scope`,
    [of.pluginId, of.environment, of.manifestHash]
  )
  return rows
}

/** Every grant a plugin ever had, latest first. */
export async function grantHistory(client: ClientBase, pluginId: string): Promise<GrantRecord[]> {
  const { rows } = await client.query<GrantRecord>(
    `select ${COLUMNS} from plugin_grants where plugin_id = $1 order by plugin_grants.id desc`,
    [pluginId]
  )
  return rows
}
