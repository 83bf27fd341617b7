import type { ClientBase } from 'pg'
import type { AuditEntry } from '#ports/audit_log.js'
import { timestampOf } from '#ports/sql_time.js'
import { auditHash, CHAIN_START, storableEntry } from './audit_hash.js'

/** Held while rows are added, as the pair of numbers PostgreSQL wants; see the locks of the database. */
const AUDIT_LOCK = [0x4151, 4] as const

/**
 * Adds entries to the chain in the client's transaction, which must be open: they are durable, and
 * seen by others, when it commits. Other writers wait until then, so append late in a transaction.
 *
 * The chain goes on from the kept end, not from the last row: a row that was taken away leaves a gap.
 */
export async function appendAudit(
  client: ClientBase,
  entries: readonly AuditEntry[],
  atMs: number = Date.now()
): Promise<void> {
  if (entries.length === 0) return
  await client.query('select pg_advisory_xact_lock($1, $2)', [...AUDIT_LOCK])
  const { rows } = await client.query<{ sequence: number; hash: string }>(
    'select sequence::float8 as sequence, hash from audit_head where id = 1'
  )
  let { sequence, hash } = rows[0] ?? { sequence: 0, hash: CHAIN_START }
  for (const entry of entries) {
    const row = { ...storableEntry(entry), sequence: ++sequence, atMs, previousHash: hash }
    hash = auditHash(row)
    await client.query(
      `insert into audit_log (sequence, at, actor, action, subject, detail, previous_hash, hash)
       values ($1, ${timestampOf('$2')}, $3, $4, $5, $6, $7, $8)`,
      [
        sequence,
        atMs,
        row.actor,
        row.action,
        row.subject,
        JSON.stringify(row.detail),
        row.previousHash,
        hash,
      ]
    )
  }
  await client.query(
    `insert into audit_head (id, sequence, hash) values (1, $1, $2)
     on conflict (id) do update set sequence = excluded.sequence, hash = excluded.hash`,
    [sequence, hash]
  )
}
