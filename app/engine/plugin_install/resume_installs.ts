import { visible } from '#engine/plugin/visible.js'
import type { LockSession } from '#ports/plugin_locks.js'
import type { InstallRecord } from '#ports/plugin_record_store.js'
import { finishChange } from './finish_change.js'
import { InstallJournal } from './install_journal.js'
import { refusal, type InstallRequest } from './install_request.js'
import { InstallRun, isAtLeast } from './install_run.js'
import type { PluginPorts } from './plugin_ports.js'

/** What became of a change that was cut off. */
export interface ResumedInstall {
  readonly id: string
  readonly pluginId: string | null
  readonly result: 'finished' | 'cleaned_up'
  /** One sentence for a person. */
  readonly message: string
}

/**
 * Finishes or undoes every change whose process has ended before it was through. What a person had
 * agreed to is finished; what nobody had agreed to is removed, as if it had never begun.
 */
export async function resumeInstalls(ports: PluginPorts): Promise<ResumedInstall[]> {
  const resumed: ResumedInstall[] = []
  const waiting = await ports.records.unfinished()
  if (waiting.length === 0) return resumed
  await ports.store.tidy()
  for (const { id } of waiting) {
    const session = await ports.locks.open()
    try {
      const one = await resumeOne(id, ports, session)
      if (one !== null) resumed.push(one)
    } finally {
      await session.release()
    }
  }
  return resumed
}

async function resumeOne(
  id: string,
  ports: PluginPorts,
  session: LockSession
): Promise<ResumedInstall | null> {
  if (!(await session.tryAlone(`install:${id}`))) return null
  // Its process may have finished it between our look and our lock.
  const record = (await ports.records.unfinished()).find((one) => one.id === id)
  if (record === undefined) return null
  const { pluginId } = record
  if (pluginId !== null && !(await session.tryAlone(`change:${pluginId}`))) return null
  const journal = InstallJournal.resume(record, ports)
  if (isAtLeast(record.state, 'activated')) {
    if (!(await finishChange(journal, ports, session))) return null
    return told(record, 'finished', 'was cut off after it was done; the rest is done now')
  }
  const run = new InstallRun({ journal, request: requestOf(record), ports, on: {}, session })
  if (!isAtLeast(record.state, 'consented')) {
    await run.cleanUp(refusal('interrupted', 'It was cut off before anybody had agreed to it.'))
    return told(record, 'cleaned_up', 'was cut off before it was agreed to; nothing of it is left')
  }
  const finished = await run.toTheEnd()
  if (finished.ok) return told(record, 'finished', 'was cut off and is finished now')
  await run.cleanUp(finished.failure)
  return told(record, 'cleaned_up', `was cut off and cannot go on: ${finished.failure.message}`)
}

function told(
  { id, pluginId }: InstallRecord,
  result: ResumedInstall['result'],
  what: string
): ResumedInstall {
  const subject = pluginId === null ? 'An install' : `A change of ${visible(pluginId)}`
  return { id, pluginId, result, message: `${subject} ${what}.` }
}

/** The request of an install's row, which this platform wrote. */
function requestOf({ request }: InstallRecord): InstallRequest {
  return request as unknown as InstallRequest
}
