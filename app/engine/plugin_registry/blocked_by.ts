import { satisfies } from 'semver'
import type { BlockedEntry, RegistryIndex } from './index_document.js'
import { stampOf } from './accept_index.js'

/** What a kill list is asked about. */
export interface BlockQuestion {
  readonly id: string
  readonly version: string
  /** Key that signed it; `null` when nobody did. */
  readonly keyId: string | null
}

/**
 * Why one of the indexes blocks a plugin, version or key, as a sentence; `null` when none does. A key
 * that an index has revoked blocks everything that it signed. Expired indexes count as well.
 */
export function blockedBy(
  indexes: readonly RegistryIndex[],
  question: BlockQuestion
): string | null {
  const { id, version, keyId } = question
  for (const { name, blocked, keys } of indexes) {
    const entry = blocked.find((one) => names(one, question))
    if (entry !== undefined) {
      const what = entry.id === null ? `everything signed with ${entry.keyId}` : `${id} ${version}`
      return `${what} is blocked by the registry "${name}" since ${stampOf(entry.sinceMs)}: ${entry.reason}`
    }
    const revokedAtMs = keys.find((one) => one.keyId === keyId)?.revokedAtMs ?? null
    if (revokedAtMs !== null) {
      return `${id} ${version} is signed with the key ${keyId}, which the registry "${name}" revoked at ${stampOf(revokedAtMs)}`
    }
  }
  return null
}

function names(entry: BlockedEntry, { id, version, keyId }: BlockQuestion): boolean {
  if (entry.id !== null && entry.id !== id) return false
  if (entry.keyId !== null && entry.keyId !== keyId) return false
  if (entry.versions !== null) return entry.versions.includes(version)
  return entry.range === null || satisfies(version, entry.range, { includePrerelease: true })
}
