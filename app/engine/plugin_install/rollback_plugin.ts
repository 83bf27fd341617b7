import { err, ok, type Result } from '#kernel/values/result.js'
import type { VersionRecord } from '#ports/plugin_records.js'
import { changePlugin } from './change_plugin.js'
import { keptPermissions } from './decide_consent.js'
import { refusal, type PluginRefusal } from './install_request.js'
import type { PluginPorts } from './plugin_ports.js'
import { readyVersion } from './version_fault.js'

/** A version that took its place again. */
export interface RolledBack {
  readonly id: string
  readonly before: string
  readonly version: string
  /** Permissions that it requires and that are not granted for it; it goes without them. */
  readonly missing: readonly string[]
}

/**
 * Puts an earlier version back into its place, in one transaction: the one installed before the active
 * one, or the one asked for. The permissions of that version are in force again, because each
 * permission belongs to a manifest.
 */
export function rollbackPlugin(
  asked: { readonly id: string; readonly actor: string; readonly to: string | null },
  ports: PluginPorts
): Promise<Result<RolledBack, PluginRefusal>> {
  const { id, actor, to } = asked
  return changePlugin({ action: 'rollback', id, actor }, ports, async (claimed) => {
    const { plugin, versions, active } = claimed
    const target = chosenVersion(versions, active, to)
    if (!target.ok) return target
    const ready = await readyVersion(target.value, ports)
    if (!ready.ok) return ready
    const { version, contentHash, manifestHash } = target.value
    const grants = (await ports.grants.active(id)).filter(
      (one) => one.manifestHash === manifestHash
    )
    const granted = keptPermissions(ready.value, grants, 'example')
    const required = ready.value.permissions.filter((one) => one.optional !== true)
    return ok({
      changes: [
        {
          type: 'put_plugin',
          plugin: {
            ...plugin,
            kind: ready.value.kind,
            activeVersion: version,
            activeHash: contentHash,
            stagedVersion: null,
            stagedHash: null,
            updatedAtMs: ports.now(),
          },
        },
        {
          type: 'audit',
          entries: [
            {
              actor,
              action: 'plugin.rolled_back',
              subject: `plugin:${id}`,
              detail: { before: active.version, version, contentHash },
            },
          ],
        },
      ],
      value: {
        id,
        before: active.version,
        version,
        missing: required.map((one) => one.id).filter((one) => !granted.includes(one)),
      },
    })
  })
}

function chosenVersion(
  versions: readonly VersionRecord[],
  active: VersionRecord,
  to: string | null
): Result<VersionRecord, PluginRefusal> {
  const id = active.pluginId
  const others = versions.filter((one) => one.contentHash !== active.contentHash)
  if (to === null) {
    const earlier = others.find((one) => one.installedAtMs <= active.installedAtMs)
    if (earlier !== undefined) return ok(earlier)
    const kept = others.map((one) => one.version).join(', ')
    const hint = kept === '' ? '.' : `; name another with --to: ${kept}.`
    return err(
      refusal('version_unknown', `${id} ${active.version} is the first that was installed${hint}`)
    )
  }
  const wanted = others.find((one) => one.version === to || one.contentHash === to)
  if (wanted !== undefined) return ok(wanted)
  const message =
    to === active.version
      ? `${id} ${to} is the active version already.`
      : `${id} ${to} is not kept here; kept are ${versions.map((one) => one.version).join(', ')}.`
  return err(refusal('version_unknown', message))
}
