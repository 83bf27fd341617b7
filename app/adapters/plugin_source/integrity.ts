import { createHash } from 'node:crypto'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { SourceFailure } from '#ports/plugin_source.js'

const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/

/** Subresource integrity of bytes: `sha512-` and the hash in base64. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`
}

/** The SHA-512 part of an integrity text with one or several hashes; `null` when it has none. */
export function sha512Part(integrity: string): string | null {
  const parts = integrity.split(/\s+/).filter((part) => SHA512.test(part))
  return parts.length === 1 ? (parts[0] as string) : null
}

/** Lets bytes through that have the integrity that was promised; `null` promises nothing. */
export function checkIntegrity(
  bytes: Uint8Array,
  promised: string | null,
  from: string
): Result<Uint8Array, SourceFailure> {
  if (promised === null) return ok(bytes)
  const found = integrityOf(bytes)
  if (found === promised) return ok(bytes)
  const message = `${from} gave other bytes than promised: ${found.slice(0, 19)}... instead of ${promised.slice(0, 19)}...; nothing was installed`
  return err({ code: 'integrity_mismatch', message })
}
