import { err, type Result } from '#kernel/values/result.js'
import { InstallJournal } from './install_journal.js'
import {
  refuseActor,
  type InstallObserver,
  type InstallOutcome,
  type InstallRequest,
  type PluginRefusal,
} from './install_request.js'
import { InstallRun } from './install_run.js'
import { lockFileFault } from './lock_entry.js'
import type { PluginPorts } from './plugin_ports.js'
import { resumeInstalls } from './resume_installs.js'

/**
 * Installs a plugin, or updates it when its id is installed: resolve, fetch into quarantine, check
 * the integrity, unpack, check, verify who signed, consent, store, enable.
 *
 * Each state is durable before the next begins. Whatever stops it (a refusal, a full disk, a lost
 * network, a cancel, the end of the process), what was there before stays as it was.
 */
export async function installPlugin(
  request: InstallRequest,
  ports: PluginPorts,
  on: InstallObserver = {}
): Promise<Result<InstallOutcome, PluginRefusal>> {
  const notAllowed = refuseActor(request.actor)
  if (notAllowed !== null) {
    const detail = { action: 'install', code: notAllowed.code }
    const entry = {
      actor: request.actor,
      action: 'plugin.change_refused',
      subject: 'plugin:unknown',
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
    const journal = InstallJournal.begin({ action: 'install', ...request }, ports)
    await journal.claim(session)
    const run = new InstallRun({ journal, request, ports, on, session })
    const finished = await run.toTheEnd()
    if (finished.ok) return finished
    await run.cleanUp(finished.failure)
    return err(finished.failure)
  } finally {
    await session.release()
  }
}
