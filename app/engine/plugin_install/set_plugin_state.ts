import { err, ok, type Result } from '#kernel/values/result.js'
import type { PluginRecord, PluginState } from '#ports/plugin_records.js'
import { changePlugin, type DecidedChange } from './change_plugin.js'
import { refusal, type PluginRefusal } from './install_request.js'
import type { PluginPorts } from './plugin_ports.js'
import { readyVersion } from './version_fault.js'

/** A plugin that is in another state now, or was in that state already. */
export interface ChangedState {
  readonly id: string
  readonly version: string
  readonly state: PluginState
  readonly before: PluginState
}

type Asked = { readonly id: string; readonly actor: string }

/** Makes a disabled plugin usable. What is in quarantine or blocked needs more than this. */
export function enablePlugin(
  { id, actor }: Asked,
  ports: PluginPorts
): Promise<Result<ChangedState, PluginRefusal>> {
  return changePlugin({ action: 'enable', id, actor }, ports, async ({ plugin, active }) => {
    if (plugin.state === 'quarantined') {
      return err(
        refusal(
          'quarantined',
          `${id} is in quarantine (${plugin.quarantineReason ?? 'no reason recorded'}); plugin:reset ${id} --reason "..." brings it back.`
        )
      )
    }
    const ready = await readyVersion(active, ports)
    if (!ready.ok) return ready
    return ok(toState(plugin, 'enabled', { actor, nowMs: ports.now(), reason: null }))
  })
}

/** Makes a plugin unusable until it is enabled again; it stays installed with its permissions. */
export function disablePlugin(
  { id, actor }: Asked,
  ports: PluginPorts
): Promise<Result<ChangedState, PluginRefusal>> {
  return changePlugin({ action: 'disable', id, actor }, ports, async ({ plugin }) => {
    if (plugin.state === 'quarantined' || plugin.state === 'blocked') {
      return err(refusal(plugin.state, `${id} is ${plugin.state} and does not run anyway.`))
    }
    return ok(toState(plugin, 'disabled', { actor, nowMs: ports.now(), reason: null }))
  })
}

/** Ends the quarantine of a plugin; a person says why that is right. */
export function resetPlugin(
  { id, actor, reason }: Asked & { readonly reason: string },
  ports: PluginPorts
): Promise<Result<ChangedState, PluginRefusal>> {
  return changePlugin({ action: 'reset', id, actor }, ports, async ({ plugin, active }) => {
    if (reason.trim().length < 3) {
      return err(refusal('reason_missing', 'Say why with --reason "...", for the audit log.'))
    }
    if (plugin.state !== 'quarantined' && plugin.state !== 'blocked') {
      return err(refusal('not_quarantined', `${id} is ${plugin.state}, not in quarantine.`))
    }
    const ready = await readyVersion(active, ports)
    if (!ready.ok) return ready
    return ok(toState(plugin, 'enabled', { actor, nowMs: ports.now(), reason }))
  })
}

const WORDS: Readonly<Record<'enabled' | 'disabled', string>> = {
  enabled: 'plugin.enabled',
  disabled: 'plugin.disabled',
}

function toState(
  plugin: PluginRecord,
  state: 'enabled' | 'disabled',
  by: { readonly actor: string; readonly nowMs: number; readonly reason: string | null }
): DecidedChange<ChangedState> {
  const { id, activeVersion: version, state: before } = plugin
  const value = { id, version, state, before }
  if (before === state) return { changes: [], value }
  const { actor, nowMs, reason } = by
  return {
    changes: [
      {
        type: 'put_plugin',
        plugin: { ...plugin, state, quarantineReason: null, updatedAtMs: nowMs },
      },
      {
        type: 'audit',
        entries: [
          {
            actor,
            action: reason === null ? WORDS[state] : 'plugin.reset',
            subject: `plugin:${id}`,
            detail: { version, before, ...(reason === null ? {} : { reason }) },
          },
        ],
      },
    ],
    value,
  }
}
