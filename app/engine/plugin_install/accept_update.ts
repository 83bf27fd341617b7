import { checkManifest } from '#engine/plugin/check_manifest.js'
import { permissionDifference } from '#engine/plugin_permissions/difference.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { PluginRecord, VersionRecord } from '#ports/plugin_records.js'
import { changePlugin } from './change_plugin.js'
import { grantChanges } from './activate_version.js'
import {
  chosenPermissions,
  grantRows,
  keptPermissions,
  refuseUnconfirmed,
} from './decide_consent.js'
import { refusal, type GrantChoice, type PluginRefusal } from './install_request.js'
import type { PluginPorts } from './plugin_ports.js'
import { readyVersion } from './version_fault.js'

/** Consent to a staged version. */
export interface AcceptRequest {
  readonly id: string
  readonly actor: string
  /** What is given besides what the version before had; `required` is what the plugin cannot do without. */
  readonly grant: GrantChoice
  /** What a person typed to confirm a dangerous permission. */
  readonly confirmation: string | null
}

/** A staged version that took its place. */
export interface AcceptedUpdate {
  readonly id: string
  readonly before: string
  readonly version: string
  /** Permissions given for the environment `example`. */
  readonly granted: readonly string[]
}

/** Puts a staged version into its place, with what it asks for beyond the version before. */
export function acceptUpdate(
  { id, actor, grant, confirmation }: AcceptRequest,
  ports: PluginPorts
): Promise<Result<AcceptedUpdate, PluginRefusal>> {
  return changePlugin({ action: 'accept_update', id, actor }, ports, async (claimed) => {
    const { plugin, versions, active } = claimed
    const staged = versions.find((one) => one.contentHash === plugin.stagedHash)
    if (staged === undefined) {
      return err(
        refusal('nothing_staged', `No update of ${id} waits for consent; see plugin:update ${id}.`)
      )
    }
    const ready = await readyVersion(staged, ports)
    if (!ready.ok) return ready
    const all = await ports.grants.active(id)
    const before = all.filter((one) => one.manifestHash === active.manifestHash)
    const kept = keptPermissions(ready.value, before, 'example')
    const granted = chosenPermissions(ready.value, grant, kept)
    if (!granted.ok) return granted
    const unconfirmed = refuseUnconfirmed(ready.value, granted.value, kept, confirmation)
    if (unconfirmed !== null) return err(unconfirmed)
    const to = { pluginId: id, manifestHash: staged.manifestHash, grantedBy: actor }
    const inPaper = keptPermissions(ready.value, before, 'paper')
    return ok({
      changes: [
        { type: 'put_plugin', plugin: activated(plugin, staged, ports.now()) },
        ...grantChanges(
          [
            ...grantRows(granted.value, { ...to, environment: 'example' }),
            ...grantRows(inPaper, { ...to, environment: 'paper' }),
          ],
          actor
        ),
        {
          type: 'audit',
          entries: [
            {
              actor,
              action: 'plugin.update_accepted',
              subject: `plugin:${id}`,
              detail: {
                before: active.version,
                version: staged.version,
                contentHash: staged.contentHash,
                granted: granted.value,
              },
            },
          ],
        },
      ],
      value: { id, before: active.version, version: staged.version, granted: granted.value },
    })
  })
}

/** What a staged version asks for beyond the active one and no longer; `null` when none waits. */
export async function stagedDifference(
  id: string,
  { records }: Pick<PluginPorts, 'records'>
): Promise<ReturnType<typeof permissionDifference> | null> {
  const plugin = await records.plugin(id)
  const versions = await records.versions(id)
  const [active, staged] = [plugin?.activeHash, plugin?.stagedHash].map((hash) => {
    const text = versions.find((one) => one.contentHash === hash)?.manifest
    return text === undefined ? null : checkManifest(text)
  })
  if (!active?.ok || !staged?.ok) return null
  return permissionDifference(active.value.permissions, staged.value.permissions)
}

function activated(plugin: PluginRecord, version: VersionRecord, nowMs: number): PluginRecord {
  return {
    ...plugin,
    state: plugin.state === 'blocked' ? 'enabled' : plugin.state,
    activeVersion: version.version,
    activeHash: version.contentHash,
    stagedVersion: null,
    stagedHash: null,
    updatedAtMs: nowMs,
  }
}
