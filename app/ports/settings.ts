import type { AuditEntry } from './audit_log.js'

/** What a setting can be. Plain JSON: it travels through the API, files and the database as it is. */
export type SettingValue = number | boolean | string | null

/** A setting as it is kept. Neither a value nor a sealed one: it was put back to what it is by default. */
export interface StoredSetting {
  readonly key: string
  /** `undefined` where it is sealed or was put back. */
  readonly value: unknown
  /** An encrypted value; `null` for what is no secret. */
  readonly sealed: string | null
  readonly setBy: string
  readonly setAtMs: number
}

/** All settings that somebody ever changed, and the number of their last change. */
export interface StoredSettings {
  /** 0 before the first change; goes up with each. */
  readonly revision: number
  readonly settings: readonly StoredSetting[]
}

/** Where settings are kept, for all processes of one database. */
export interface SettingRecords {
  all(): Promise<StoredSettings>
  /** The number of the last change. */
  revision(): Promise<number>
  /**
   * Writes changes and their entries in the audit log, all or none. `false`, and nothing written, when
   * there was a change after `since`.
   */
  write(change: {
    readonly settings: readonly StoredSetting[]
    readonly entries: readonly AuditEntry[]
    readonly since: number
  }): Promise<boolean>
}
