import type { ContentStore } from '#ports/content_store.js'
import type { InstallQuarantine } from '#ports/install_quarantine.js'
import type { PluginLocks } from '#ports/plugin_locks.js'
import type { PackageArchive } from '#ports/plugin_package.js'
import type { PluginRecordStore } from '#ports/plugin_record_store.js'
import type { GrantRecord } from '#ports/plugin_records.js'
import type { PluginSources } from '#ports/plugin_source.js'

/** What could be blocked by a kill list. */
export interface BlockSubject {
  readonly id: string
  readonly version: string
  readonly keyId: string | null
  readonly contentHash: string
}

/** Whose an id is in one registry. */
export interface IndexedOwner {
  /** Address of the registry. */
  readonly url: string
  /** The publisher's name. */
  readonly publisher: string
  /** Keys that may sign it, the revoked ones left out. */
  readonly keyIds: readonly string[]
}

/** What the registry indexes that this platform follows say. */
export interface IndexView {
  /** Ids of all plugins that any index offers. */
  ids(): Promise<readonly string[]>
  /** Who may publish an id, as far as an index offers it. */
  owners(id: string): Promise<readonly IndexedOwner[]>
  /** Why a kill list names a plugin, version or key, one sentence; `null` when none does. */
  blocked(subject: BlockSubject): Promise<string | null>
  /** Asks registries that were not asked for so long; one that does not answer leaves a warning. */
  refresh(olderThanMs?: number): Promise<void>
  /** Sentences about indexes that have expired or cannot be trusted. */
  warnings(): Promise<readonly string[]>
}

/** Everything that installing, changing and using plugins needs of the outside. */
export interface PluginPorts {
  readonly records: PluginRecordStore
  readonly store: ContentStore
  readonly sources: PluginSources
  readonly archive: PackageArchive
  readonly quarantine: InstallQuarantine
  readonly locks: PluginLocks
  readonly index: IndexView
  /** Permissions in force of a plugin, of all its versions and environments. */
  readonly grants: { active(pluginId: string): Promise<readonly GrantRecord[]> }
  /** Version of the platform and of the author kit that packages are checked against. */
  readonly platform: { readonly aq: string; readonly sdk: number }
  readonly places: {
    /** The checkout. */
    readonly root: string
    /** What relative paths start from. */
    readonly workingFolder: string
    /** Absolute path of `aq-plugins.lock.json`. */
    readonly lockFile: string
  }
  /** UTC epoch, ms. */
  readonly now: () => number
  /** A new id of an install: small letters, digits and `-`. */
  readonly newId: () => string
  /** `AQ_SAFE_MODE`: no plugin of a third party is used. */
  readonly safeMode: boolean
}
