import { createHash } from 'node:crypto'
import type { AuditEntry, AuditRow } from '#ports/audit_log.js'

/** What stands before the first row. */
export const CHAIN_START = '0'.repeat(64)

/** Largest detail of one entry, in characters of JSON; a longer one is replaced by its beginning. */
const DETAIL_MAX = 16_384

/** SHA-256, hexadecimal, of the canonical JSON of everything in a row but the hash itself. */
export function auditHash(row: Omit<AuditRow, 'hash'>): string {
  const { sequence, atMs, actor, action, subject, detail, previousHash } = row
  const text = canonicalText({ sequence, atMs, actor, action, subject, detail, previousHash })
  return createHash('sha256').update(text).digest('hex')
}

/**
 * An entry as the database gives it back: plain JSON without what PostgreSQL cannot keep (the NUL
 * character, halves of surrogate pairs) and of bounded size.
 */
export function storableEntry(entry: AuditEntry): AuditEntry {
  const detail = JSON.parse(JSON.stringify(entry.detail)) as unknown
  const kept = storable(detail) as Readonly<Record<string, unknown>>
  const text = JSON.stringify(kept)
  return {
    actor: storableText(entry.actor),
    action: storableText(entry.action),
    subject: storableText(entry.subject),
    detail: text.length <= DETAIL_MAX ? kept : { cut: storableText(text.slice(0, DETAIL_MAX)) },
  }
}

/** JSON with sorted names and no spaces. */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${canonicalText(one)}`).join(',')}}`
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(storable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [storableText(name), storable(one)])
  )
}

function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd')
}
