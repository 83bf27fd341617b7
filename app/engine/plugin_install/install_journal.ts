import type { LockSession } from '#ports/plugin_locks.js'
import type { InstallRecord, InstallState, RecordChange } from '#ports/plugin_record_store.js'
import type { PluginPorts } from './plugin_ports.js'

/** What a journal row says about where its change has come. */
type Progress = Partial<Pick<InstallRecord, 'pluginId' | 'failure' | 'detail'>>

/**
 * The row of one change of a plugin: what was asked for, how far it is, what was found and decided.
 * It is written before the next step begins, so that a change that was cut off can be finished or
 * undone by another process.
 */
export class InstallJournal {
  #record: InstallRecord

  private constructor(
    record: InstallRecord,
    private readonly ports: Pick<PluginPorts, 'records' | 'now'>
  ) {
    this.#record = record
  }

  /** A row for a new change; nothing is written before the first `move`. */
  static begin(request: InstallRecord['request'], ports: PluginPorts): InstallJournal {
    const atMs = ports.now()
    const record: InstallRecord = {
      id: ports.newId(),
      pluginId: null,
      state: 'started',
      request,
      detail: {},
      failure: null,
      startedAtMs: atMs,
      updatedAtMs: atMs,
    }
    return new InstallJournal(record, ports)
  }

  /** Goes on with the row of a change that was cut off. */
  static resume(record: InstallRecord, ports: PluginPorts): InstallJournal {
    return new InstallJournal(record, ports)
  }

  get id(): string {
    return this.#record.id
  }

  get state(): InstallState {
    return this.#record.state
  }

  get record(): InstallRecord {
    return this.#record
  }

  /** Takes the lock that tells other processes that somebody is at work on this row. */
  async claim(session: LockSession): Promise<boolean> {
    return session.tryAlone(`install:${this.id}`)
  }

  /** Writes that a state is reached, with what was found, and other changes in one transaction. */
  async move(
    state: InstallState,
    progress: Progress = {},
    ...changes: readonly RecordChange[]
  ): Promise<void> {
    const detail = { ...this.#record.detail, ...progress.detail }
    const install: InstallRecord = {
      ...this.#record,
      ...progress,
      detail,
      state,
      updatedAtMs: this.ports.now(),
    }
    await this.ports.records.apply(...changes, { type: 'put_install', install })
    this.#record = install
  }

  /** Writes why the change ended without a result; its state stays for whoever looks. */
  fail(message: string, ...changes: readonly RecordChange[]): Promise<void> {
    return this.move(this.state, { failure: message }, ...changes)
  }
}
