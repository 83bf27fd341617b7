import { err, ok, type Result } from '#kernel/values/result.js'
import type { AuditEntry } from '#ports/audit_log.js'
import type { RecordChange } from '#ports/plugin_record_store.js'
import type { KeyRecord } from '#ports/plugin_records.js'
import { changePlugin, type ClaimedPlugin } from './change_plugin.js'
import { refusal, type PluginRefusal } from './install_request.js'
import type { PluginPorts } from './plugin_ports.js'

/** What is to go besides the plugin itself. */
export interface RemoveRequest {
  readonly id: string
  readonly actor: string
  /** Also what the plugin stored. */
  readonly purge: boolean
  /** Also the trust in the key that signed it. */
  readonly forgetKey: boolean
}

/** A plugin that is gone. */
export interface RemovedPlugin {
  readonly id: string
  readonly version: string
  readonly purged: boolean
  readonly forgottenKeys: readonly string[]
}

/**
 * Removes a plugin with its permissions. Refuses while it runs. The audit log stays, and so do versions
 * that stored backtests ran.
 */
export function removePlugin(
  request: RemoveRequest,
  ports: PluginPorts
): Promise<Result<RemovedPlugin, PluginRefusal>> {
  const { id, actor, purge, forgetKey } = request
  return changePlugin({ action: 'remove', id, actor }, ports, async (claimed) => {
    const inUse = await refuseInUse(claimed)
    if (inUse !== null) return err(inUse)
    const keys = forgetKey ? await keysToForget(claimed, ports) : ok([])
    if (!keys.ok) return keys
    const nowMs = ports.now()
    const changes: RecordChange[] = [
      { type: 'end_grants', ended: { pluginId: id, revokedBy: actor } },
      ...keys.value.map((key): RecordChange => ({
        type: 'put_key',
        key: { ...key, revokedAtMs: nowMs },
      })),
      { type: 'remove_plugin', id },
      ...(purge ? [{ type: 'purge', pluginId: id } as const] : []),
      { type: 'audit', entries: auditOf(request, claimed, keys.value) },
    ]
    const { version } = claimed.active
    const forgottenKeys = keys.value.map((key) => key.keyId)
    return ok({ changes, value: { id, version, purged: purge, forgottenKeys } })
  })
}

async function refuseInUse({ plugin, session }: ClaimedPlugin): Promise<PluginRefusal | null> {
  if (await session.tryAlone(`use:${plugin.id}`)) return null
  const holder = (await session.holder(`use:${plugin.id}`)) ?? 'another process'
  return refusal(
    'in_use',
    `${plugin.id} is in use by ${holder}; stop the run or the live plugin first, then remove it.`
  )
}

/** Keys of the plugin's versions; a key that other plugins were signed with cannot be forgotten. */
async function keysToForget(
  { plugin, versions }: ClaimedPlugin,
  { records }: PluginPorts
): Promise<Result<readonly KeyRecord[], PluginRefusal>> {
  const ids = new Set(versions.map((version) => version.keyId))
  const others = (await records.versions()).find(
    (one) => one.pluginId !== plugin.id && one.keyId !== null && ids.has(one.keyId)
  )
  if (others !== undefined) {
    return err(
      refusal(
        'key_in_use',
        `The key ${others.keyId} also signed ${others.pluginId}; remove that plugin first.`
      )
    )
  }
  return ok((await records.keys()).filter((key) => ids.has(key.keyId) && key.revokedAtMs === null))
}

function auditOf(
  { id, actor, purge }: RemoveRequest,
  { active }: ClaimedPlugin,
  keys: readonly KeyRecord[]
): AuditEntry[] {
  return [
    ...keys.map(({ keyId, publisherId }) => ({
      actor,
      action: 'key.forgotten',
      subject: `key:${keyId}`,
      detail: { publisherId },
    })),
    {
      actor,
      action: 'plugin.removed',
      subject: `plugin:${id}`,
      detail: { version: active.version, contentHash: active.contentHash, purge },
    },
  ]
}
