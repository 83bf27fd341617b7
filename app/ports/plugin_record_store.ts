import type { AuditEntry } from './audit_log.js'
import type { GrantSelection, NewGrant } from './plugin_grants.js'
import type {
  Environment,
  KeyRecord,
  PluginRecord,
  PluginState,
  VersionRecord,
} from './plugin_records.js'

/** How far an install, an update or another change of a plugin has come; a row of `plugin_installs`. */
export interface InstallRecord {
  readonly id: string
  /** `null` as long as nobody knows which plugin the package holds. */
  readonly pluginId: string | null
  readonly state: InstallState
  /** What was asked for. Plain data. */
  readonly request: Readonly<Record<string, unknown>>
  /** What was found and decided so far. Plain data. */
  readonly detail: Readonly<Record<string, unknown>>
  /** Why it ended without a result, one sentence; `null` while it goes on and after success. */
  readonly failure: string | null
  readonly startedAtMs: number
  readonly updatedAtMs: number
}

/**
 * The states of an install, in order. Each is durable before the work of the next begins.
 *
 * `activated`: the rows are written; what is left to do is the lock file and tidying up.
 */
export const INSTALL_STATES = [
  'started',
  'resolved',
  'fetched',
  'unpacked',
  'checked',
  'verified',
  'consented',
  'stored',
  'activated',
  'done',
] as const
export type InstallState = (typeof INSTALL_STATES)[number]

/** Which permissions end together with a change of records. */
export interface EndedGrants extends GrantSelection {
  readonly revokedBy: string
}

/** One change of the records of plugins. */
export type RecordChange =
  | { readonly type: 'put_plugin'; readonly plugin: PluginRecord }
  | { readonly type: 'remove_plugin'; readonly id: string }
  /** Stops a plugin as long as that version is the active one; other changes under way stay as they are. */
  | {
      readonly type: 'stop_plugin'
      readonly id: string
      readonly activeHash: string
      readonly state: Extract<PluginState, 'quarantined' | 'blocked'>
      readonly reason: string
      readonly atMs: number
    }
  | { readonly type: 'put_version'; readonly version: VersionRecord }
  | { readonly type: 'remove_version'; readonly pluginId: string; readonly contentHash: string }
  | { readonly type: 'put_key'; readonly key: KeyRecord }
  | { readonly type: 'put_install'; readonly install: InstallRecord }
  | { readonly type: 'give_grants'; readonly grants: readonly NewGrant[] }
  | { readonly type: 'end_grants'; readonly ended: EndedGrants }
  | { readonly type: 'purge'; readonly pluginId: string }
  | { readonly type: 'incident'; readonly incident: PluginIncident }
  | { readonly type: 'audit'; readonly entries: readonly AuditEntry[] }

/** Something that went wrong with a plugin; a row of `plugin_incidents`. */
export interface PluginIncident {
  readonly pluginId: string
  readonly environment: Environment
  readonly kind: 'killed' | 'error' | 'start_failed' | 'violation'
  readonly message: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** Rows about plugins, their versions, their publishers' keys and the changes under way. */
export interface PluginRecordStore {
  /** By id. */
  plugins(): Promise<PluginRecord[]>
  plugin(id: string): Promise<PluginRecord | null>
  /** Latest installed first; of one plugin or of all. */
  versions(pluginId?: string): Promise<VersionRecord[]>
  /** All keys that were ever trusted, the revoked ones too. */
  keys(): Promise<KeyRecord[]>
  /** Changes that have neither ended nor failed, oldest first. */
  unfinished(): Promise<InstallRecord[]>
  /** Hashes of the bundles that stored backtests ran. */
  bundlesOfRuns(): Promise<ReadonlySet<string>>
  /** Makes all changes in one transaction, in order, or none. */
  apply(...changes: readonly RecordChange[]): Promise<void>
}
