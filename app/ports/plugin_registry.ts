import type { Result } from '#kernel/values/result.js'
import type { SourceFailure } from './plugin_source.js'

/** How much a registry may say for a plugin, best first. */
export const VOUCHED_LEVELS = ['official', 'verified', 'signed'] as const
export type VouchedLevel = (typeof VOUCHED_LEVELS)[number]

/** A registry that is followed: a row of `plugin_registries`. */
export interface FollowedRegistry {
  /** Address or absolute path of its `index.json`. */
  readonly url: string
  /** The key that a person trusted for it. */
  readonly keyId: string
  /** SPKI, base64. */
  readonly publicKey: string
  /** Of the last good index. */
  readonly sequence: number
  readonly expiresAtMs: number
  /** When an index was last asked for and found good, UTC epoch ms. */
  readonly checkedAtMs: number
  readonly document: RegistryDocument
}

/** The last good index of a registry, as it came. */
export interface RegistryDocument {
  /** Text of `index.json`, byte for byte what was signed. */
  readonly index: string
  /** Text of `index.json.sig`. */
  readonly signature: string
  /** The highest level that a person lets this registry give. */
  readonly vouches: VouchedLevel
}

/** Rows of registries that are followed. */
export interface RegistryRecords {
  /** By url. */
  list(): Promise<FollowedRegistry[]>
  /**
   * Adds or renews a registry. A row with another key or a higher sequence stays; answers whether the
   * new one counts.
   */
  save(registry: FollowedRegistry): Promise<boolean>
  remove(url: string): Promise<boolean>
}

/** Reads indexes where they are published. */
export interface RegistryReader {
  /** The one way to write where an index is: an address, or an absolute path. */
  locate(given: string, workingFolder: string): Result<string, SourceFailure>
  /** Gets `index.json` and `index.json.sig`; sizes are capped, redirects refused. */
  read(location: string): Promise<Result<IndexBytes, SourceFailure>>
  /** Where an archive lies that an index names, absolute; refused when the index may not send us there. */
  archiveLocation(location: string, archive: string): Result<string, SourceFailure>
}

/** An index and its signature as they came. */
export interface IndexBytes {
  readonly index: Uint8Array
  readonly signature: Uint8Array
}
