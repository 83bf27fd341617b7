import type { InstallSource } from './plugin_source.js'

/** How far a plugin's origin is known, best first. */
export type TrustLevel = 'official' | 'verified' | 'signed' | 'unsigned-local'

/** Where plugins run; each has its own grants. */
export const ENVIRONMENTS = ['example', 'paper', 'live'] as const
export type Environment = (typeof ENVIRONMENTS)[number]

/** State of an installed plugin. */
export type PluginState = 'installed' | 'enabled' | 'disabled' | 'quarantined' | 'blocked'

/** A row of `plugins`. */
export interface PluginRecord {
  readonly id: string
  readonly kind: string
  readonly state: PluginState
  readonly activeVersion: string
  readonly activeHash: string
  readonly stagedVersion: string | null
  readonly stagedHash: string | null
  readonly source: InstallSource
  readonly quarantineReason: string | null
  readonly installedAtMs: number
  readonly updatedAtMs: number
}

/** A row of `plugin_versions`. */
export interface VersionRecord {
  readonly pluginId: string
  readonly version: string
  readonly contentHash: string
  readonly bundleHash: string
  readonly manifestHash: string
  readonly manifest: string
  readonly resolved: string
  readonly integrity: string
  readonly level: TrustLevel
  readonly publisherId: string
  readonly keyId: string | null
  readonly installedAtMs: number
  readonly installedBy: string
}

/** A permission in force or once in force: a row of `plugin_grants`. */
export interface GrantRecord {
  readonly id: number
  readonly pluginId: string
  readonly environment: Environment
  /** `net:connect`, `storage`. */
  readonly capability: string
  /** What follows `@` in the manifest: `api.example.com:443`; '' for none. */
  readonly scope: string
  readonly manifestHash: string
  readonly grantedBy: string
  readonly grantedAtMs: number
  readonly revokedBy: string | null
  readonly revokedAtMs: number | null
}

/** A publisher's key: a row of `publisher_keys`. */
export interface KeyRecord {
  readonly keyId: string
  readonly publisherId: string
  /** SPKI, base64. */
  readonly publicKey: string
  readonly level: Exclude<TrustLevel, 'unsigned-local'>
  readonly firstSeenAtMs: number
  readonly trustedBy: string
  readonly revokedAtMs: number | null
}
