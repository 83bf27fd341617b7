import type { Result } from '#kernel/values/result.js'
import type { StoreFailure } from './content_store.js'

/** Keeps what was fetched, untouched and never executed, until it is installed or refused. */
export interface InstallQuarantine {
  /** Keeps the archive of an install; whole or not at all, durable when it resolves. */
  put(installId: string, archive: Uint8Array): Promise<Result<void, StoreFailure>>
  /** The archive; `null` when there is none. */
  read(installId: string): Promise<Uint8Array | null>
  /** Removes all of an install. */
  remove(installId: string): Promise<void>
  /** Ids of the installs that have something here. */
  list(): Promise<string[]>
}
