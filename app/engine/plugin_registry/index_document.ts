import type { VouchedLevel } from '#ports/plugin_registry.js'

/** The signed list of plugins that a registry publishes: `index.json`. */
export interface RegistryIndex {
  readonly formatVersion: 1
  /** What people call the registry. */
  readonly name: string
  /** Grows with every publication, from 1; one that is lower than a former one is refused. 0: never signed. */
  readonly sequence: number
  readonly issuedAtMs: number
  /** From then on nothing is installed by this index. */
  readonly expiresAtMs: number
  readonly plugins: readonly IndexedPlugin[]
  readonly keys: readonly IndexedKey[]
  readonly blocked: readonly BlockedEntry[]
}

/** A plugin of an index. */
export interface IndexedPlugin {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly kind: string
  readonly publisher: { readonly id: string; readonly name: string; readonly keyId: string }
  readonly level: VouchedLevel
  readonly versions: readonly IndexedVersion[]
}

/** One version of an indexed plugin. */
export interface IndexedVersion {
  readonly version: string
  /** Address of the archive, relative to the index's own when it has no scheme. */
  readonly tarball: string
  /** `sha512-...` of the archive. */
  readonly integrity: string
  /** As `contentHashOf` makes it; `null` when the index does not tell. */
  readonly contentHash: string | null
  /** Key that signed it. */
  readonly keyId: string
  readonly engines: { readonly aq: string; readonly sdk: number }
  /** What it asks for, as in its manifest: `net:connect@api.example.com:443`. */
  readonly permissions: readonly string[]
  readonly publishedAtMs: number
}

/** A publisher's key. */
export interface IndexedKey {
  readonly keyId: string
  /** SPKI, base64. */
  readonly publicKey: string
  readonly publisherId: string
  readonly level: VouchedLevel
  /** When it stopped being trusted; `null` while it is. */
  readonly revokedAtMs: number | null
}

/** An entry of the kill list. What it names must not be installed, enabled or run. */
export interface BlockedEntry {
  /** `null`: every plugin that `keyId` signed. */
  readonly id: string | null
  /** Exact versions; `null`: all, or those in `range`. */
  readonly versions: readonly string[] | null
  /** Semver range; `null`: all, or those in `versions`. */
  readonly range: string | null
  /** Only what this key signed; `null`: whoever signed. */
  readonly keyId: string | null
  /** One sentence for people. */
  readonly reason: string
  readonly sinceMs: number
}
