import type { ResolvedPackage } from '#ports/plugin_source.js'
import type { Consent } from './decide_consent.js'
import type { Origin } from './judge_signature.js'

/**
 * What an install has found and decided, as it is kept between states. It comes back from the
 * database, which nobody but this platform writes.
 */
export interface InstallDetail {
  readonly resolved?: ResolvedPackage
  /** SHA-512 of the archive in quarantine, as subresource integrity. */
  readonly archiveIntegrity?: string
  readonly version?: string
  readonly contentHash?: string
  readonly origin?: Origin
  readonly consent?: Consent
}

/** Reads the detail of an install's row. */
export function installDetail(detail: Readonly<Record<string, unknown>>): InstallDetail {
  return detail as InstallDetail
}
