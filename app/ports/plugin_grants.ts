import type { AuditEntry } from './audit_log.js'
import type { Environment, GrantRecord, TrustLevel } from './plugin_records.js'

/** A grant to be given. */
export type NewGrant = Pick<
  GrantRecord,
  'pluginId' | 'environment' | 'capability' | 'scope' | 'manifestHash' | 'grantedBy'
>

/** Which grants to take back; what is left out means all. */
export interface GrantSelection {
  readonly pluginId: string
  readonly environment?: Environment
  readonly manifestHash?: string
  readonly permissions?: readonly { readonly capability: string; readonly scope: string }[]
}

/** An installed version's manifest as grants need it. */
export interface GrantedManifest {
  /** The manifest's text. */
  readonly text: string
  readonly manifestHash: string
  readonly level: TrustLevel
  /** Whether an update waits for consent to what it asks for. */
  readonly hasStaged: boolean
}

/** The rows of `plugin_grants`. A change is seen by every process with its next question. */
export interface GrantStore {
  /**
   * Gives grants and writes the entry, all or none; a grant that is in force already stays as it is.
   * Answers those given now.
   */
  give(grants: readonly NewGrant[], entry: AuditEntry): Promise<GrantRecord[]>
  /** Takes grants back and writes what `entryOf` says of them, both or none; answers what was in force. */
  revoke(
    selection: GrantSelection & { readonly by: string },
    entryOf: (revoked: readonly GrantRecord[]) => AuditEntry
  ): Promise<GrantRecord[]>
  /** Grants in force for exactly this manifest. */
  active(pluginId: string, environment: Environment, manifestHash: string): Promise<GrantRecord[]>
  /** Every grant a plugin ever had, latest first. */
  history(pluginId: string): Promise<GrantRecord[]>
  /** The manifest of the plugin's active version; `null` when it is not installed. */
  manifestOf(pluginId: string): Promise<GrantedManifest | null>
  /**
   * Calls with the plugin's id after anything in this process gave or took grants of it; other
   * processes are not heard. What comes back ends it.
   */
  watch(changed: (pluginId: string) => void): () => void
}
