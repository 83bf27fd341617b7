import { createHash } from 'node:crypto'

/** Subresource integrity of bytes, as SHA-512. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`
}

/** Whether bytes fit the integrity that was promised: one of its SHA-512 hashes; `null` promises nothing. */
export function fitsIntegrity(bytes: Uint8Array, integrity: string | null): boolean {
  if (integrity === null) return true
  return integrity.split(/\s+/).some((one) => one.split('?')[0] === integrityOf(bytes))
}
