import { didYouMean } from '#engine/nearest.js'
import { visible } from '#engine/plugin/visible.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { LockSession } from '#ports/plugin_locks.js'
import type { RecordChange } from '#ports/plugin_record_store.js'
import type { PluginRecord, VersionRecord } from '#ports/plugin_records.js'
import { claimPlugin } from './claim_plugin.js'
import { finishChange } from './finish_change.js'
import { InstallJournal } from './install_journal.js'
import { refusal, refuseActor, type PluginRefusal } from './install_request.js'
import { lockFileFault } from './lock_entry.js'
import type { PluginPorts } from './plugin_ports.js'
import { resumeInstalls } from './resume_installs.js'

/** An installed plugin that nobody else changes at the moment. */
export interface ClaimedPlugin {
  readonly plugin: PluginRecord
  /** Latest installed first. */
  readonly versions: readonly VersionRecord[]
  readonly active: VersionRecord
  readonly session: LockSession
}

/** What is to be written, and what to tell about it. */
export interface DecidedChange<T> {
  readonly changes: readonly RecordChange[]
  readonly value: T
}

/**
 * Changes an installed plugin: one process at a time, all rows in one transaction, and what follows
 * from them (lock file, versions that nobody needs) also when this process ends in between.
 */
export async function changePlugin<T>(
  asked: { readonly action: string; readonly id: string; readonly actor: string },
  ports: PluginPorts,
  decide: (claimed: ClaimedPlugin) => Promise<Result<DecidedChange<T>, PluginRefusal>>
): Promise<Result<T, PluginRefusal>> {
  const notAllowed = refuseActor(asked.actor)
  if (notAllowed !== null) {
    const detail = { action: asked.action, code: notAllowed.code }
    const entry = {
      actor: asked.actor,
      action: 'plugin.change_refused',
      subject: `plugin:${asked.id}`,
      detail,
    }
    await ports.records.apply({ type: 'audit', entries: [entry] })
    return err(notAllowed)
  }
  await resumeInstalls(ports)
  const fault = await lockFileFault(ports)
  if (fault !== null) return err(fault)
  const session = await ports.locks.open()
  try {
    const claimed = await claimInstalled(asked.id, ports, session)
    if (!claimed.ok) return claimed
    const decided = await decide(claimed.value)
    if (!decided.ok) return decided
    const journal = InstallJournal.begin({ ...asked }, ports)
    await journal.claim(session)
    await session.confirm()
    await journal.move('activated', { pluginId: asked.id }, ...decided.value.changes)
    await finishChange(journal, ports, session)
    return ok(decided.value.value)
  } finally {
    await session.release()
  }
}

/** Why a plugin is not known, one sentence with what might have been meant. */
export async function notInstalled(
  id: string,
  { records }: Pick<PluginPorts, 'records'>
): Promise<PluginRefusal> {
  const ids = (await records.plugins()).map((plugin) => plugin.id)
  const near = didYouMean(id, ids)
  return refusal(
    'not_installed',
    `No plugin "${visible(id)}" is installed${near === '' ? '; see plugin:list.' : near}`
  )
}

async function claimInstalled(
  id: string,
  ports: PluginPorts,
  session: LockSession
): Promise<Result<ClaimedPlugin, PluginRefusal>> {
  if ((await ports.records.plugin(id)) === null) return err(await notInstalled(id, ports))
  const claimed = await claimPlugin(id, session)
  if (!claimed.ok) return claimed
  const plugin = await ports.records.plugin(id)
  if (plugin === null) return err(await notInstalled(id, ports))
  const versions = await ports.records.versions(id)
  const active = versions.find((one) => one.contentHash === plugin.activeHash)
  if (active === undefined) {
    return err(
      refusal(
        'content_changed',
        `The record of ${id} ${plugin.activeVersion} is missing; run plugin:verify ${id}.`
      )
    )
  }
  return ok({ plugin, versions, active, session })
}
