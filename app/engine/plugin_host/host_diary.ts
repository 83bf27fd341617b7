import type { AuditEntry } from '#ports/audit_log.js'
import type { PluginIncident, RecordChange } from '#ports/plugin_record_store.js'
import type { PluginFailure } from '#ports/plugin_process.js'
import { BREAKER, type PastMishap } from './breaker.js'
import { failureSentence } from './failure_sentence.js'
import type { HostPorts, PluginKey } from './host_ports.js'

/** What a version of a plugin is called in the records. */
export interface WrittenVersion {
  readonly version: string
  readonly contentHash: string
}

/**
 * Writes down what the host did and what went wrong, in the order in which it happened.
 *
 * The host does not wait for its records: a slow database must not keep a plugin from being stopped.
 * What cannot be written is told to `troubled`.
 */
export class HostDiary {
  readonly #ports: HostPorts
  #last: Promise<void> = Promise.resolve()

  constructor(ports: HostPorts) {
    this.#ports = ports
  }

  /** Resolves when everything noted so far is durable, or was given up. */
  get settled(): Promise<void> {
    return this.#last
  }

  /** Notes something that happened: `plugin.started`. */
  note(key: PluginKey, action: string, detail: Readonly<Record<string, unknown>>): void {
    this.#write(key, [{ type: 'audit', entries: [entryOf(key, action, detail)] }])
  }

  /** Notes entries that are complete already. */
  append(key: PluginKey, entries: readonly AuditEntry[]): Promise<void> {
    this.#write(key, [{ type: 'audit', entries }])
    return this.#last
  }

  /** Notes that a plugin failed; kills and violations stand in the audit log as well. */
  mishap(key: PluginKey, version: WrittenVersion, failure: PluginFailure): void {
    const kind = kindOf(failure)
    const message = failureSentence(failure)
    const detail = { ...version, failure }
    const incident: PluginIncident = {
      pluginId: key.id,
      environment: key.environment,
      kind,
      message,
      detail,
    }
    const entry = entryOf(key, kind === 'violation' ? 'plugin.violated' : 'plugin.killed', {
      version: version.version,
      reason: message,
    })
    this.#write(key, [
      { type: 'incident', incident },
      ...(kind === 'error' ? [] : [{ type: 'audit', entries: [entry] } as const]),
    ])
  }

  /** Notes that a start failed before the plugin could answer. */
  startFailed(key: PluginKey, version: WrittenVersion, failure: PluginFailure): void {
    const message = failureSentence(failure)
    this.#write(key, [
      {
        type: 'incident',
        incident: {
          pluginId: key.id,
          environment: key.environment,
          kind: 'start_failed',
          message,
          detail: { ...version, failure },
        },
      },
      {
        type: 'audit',
        entries: [
          entryOf(key, 'plugin.start_failed', { version: version.version, reason: message }),
        ],
      },
    ])
  }

  /** Stops a plugin for good, in every environment, until a person resets it. */
  quarantine(key: PluginKey, version: WrittenVersion, reason: string): void {
    this.#write(key, [
      {
        type: 'stop_plugin',
        id: key.id,
        activeHash: version.contentHash,
        state: 'quarantined',
        reason,
        atMs: this.#ports.clock.now(),
      },
      {
        type: 'audit',
        entries: [
          entryOf(key, 'plugin.quarantined', { version: version.version, reason, ...BREAKER }),
        ],
      },
    ])
  }

  /** Mishaps that still count: those within the window and since the plugin was last changed or reset. */
  async pastMishaps(key: PluginKey): Promise<PastMishap[]> {
    const { clock, incidents, records } = this.#ports
    const record = await records.plugin(key.id)
    const fromMs = Math.max(clock.now() - BREAKER.windowMs, record?.updatedAtMs ?? 0)
    const past = await incidents.since(key.id, key.environment, fromMs)
    return past.map(({ kind, atMs }) => ({ mishap: isKill(kind) ? 'kill' : 'error', atMs }))
  }

  #write(key: PluginKey, changes: readonly RecordChange[]): void {
    this.#last = this.#last
      .then(() => this.#ports.records.apply(...changes))
      .catch((error: unknown) => this.#ports.troubled(key, error))
  }
}

/** Whether an incident counts as the end of a process rather than as an error. */
function isKill(kind: PluginIncident['kind']): boolean {
  return kind === 'killed' || kind === 'violation'
}

function kindOf(failure: PluginFailure): PluginIncident['kind'] {
  if (failure.type === 'threw') return 'error'
  return failure.type === 'protocol_violation' ? 'violation' : 'killed'
}

function entryOf(
  { id, environment, instance }: PluginKey,
  action: string,
  detail: Readonly<Record<string, unknown>>
): AuditEntry {
  const where = instance === undefined ? { environment } : { environment, instance }
  return { actor: 'host', action, subject: `plugin:${id}`, detail: { ...where, ...detail } }
}
