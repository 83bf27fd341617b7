import type { LockSession } from '#ports/plugin_locks.js'
import { collectVersions } from './collect_versions.js'
import type { InstallJournal } from './install_journal.js'
import { writeLockEntry } from './lock_entry.js'
import type { PluginPorts } from './plugin_ports.js'

/**
 * What follows when a change is written: the lock file says it too, versions that nobody needs go,
 * quarantine is emptied. Every part can be done twice, so a change that was cut off here is finished
 * later. False when the lock file cannot be written now: the next command about plugins does it.
 */
export async function finishChange(
  journal: InstallJournal,
  ports: PluginPorts,
  session: LockSession
): Promise<boolean> {
  const { pluginId, id } = journal.record
  if (pluginId !== null) {
    if (!(await writeLockEntry(pluginId, ports, session))) return false
    await collectVersions(pluginId, ports, session)
  }
  await ports.quarantine.remove(id)
  await journal.move('done')
  return true
}
