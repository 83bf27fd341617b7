import type { Result } from '#kernel/values/result.js'
import type { PackageFile, PackageFiles } from './plugin_package.js'

/** Why content could not be kept or read. */
export interface StoreFailure {
  readonly code: 'disk_full' | 'not_stored' | 'content_changed' | 'unreadable'
  /** One sentence: what, where, what to do. */
  readonly message: string
}

/**
 * Installed packages by the hash of their content, read-only, on disk.
 *
 * `contentHash` is the SHA-256 (hexadecimal) of the canonical list of files: see `contentHashOf`
 * in `#engine/plugin_package/content_hash.js`.
 */
export interface ContentStore {
  /** Keeps a package; what is already there stays. Whole or not at all, whatever interrupts it. */
  put(contentHash: string, files: PackageFiles): Promise<Result<void, StoreFailure>>
  /** Reads every file once, checks the content hash over those very buffers, and hands them out. */
  open(contentHash: string): Promise<Result<PackageFiles, StoreFailure>>
  /** Reads one file without checking the rest; for pages about a plugin, never for code that runs. */
  readUnchecked(contentHash: string, file: PackageFile): Promise<Uint8Array | null>
  /** Hashes of everything that is stored. */
  list(): Promise<string[]>
  remove(contentHash: string): Promise<void>
  /** Removes what an interrupted `put` left; returns how many leftovers there were. */
  tidy(): Promise<number>
}
