import type { ClientBase } from 'pg'
import type { AuditBreak, AuditEntry, AuditFilter, AuditLog, AuditRow } from '#ports/audit_log.js'
import type { OpenDatabase } from '#ports/database.js'
import { epochMs, timestampOf } from '#ports/sql_time.js'
import { appendAudit } from './append_audit.js'
import { auditHash, CHAIN_START } from './audit_hash.js'

const COLUMNS = `sequence::float8 as sequence, ${epochMs('at')} as "atMs",
  actor, action, subject, detail, previous_hash as "previousHash", hash`
const BATCH = 1000

/** Keeps the audit log in the database, each row bound to the one before by a hash. */
export class PostgresAuditLog implements AuditLog {
  constructor(
    private readonly database: OpenDatabase,
    private readonly now: () => number = Date.now
  ) {}

  append(...entries: readonly AuditEntry[]): Promise<void> {
    return this.database.transaction((client) => appendAudit(client, entries, this.now()))
  }

  list(filter: AuditFilter): Promise<AuditRow[]> {
    const { subject, actor, action, sinceMs, untilMs, before, limit } = filter
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<AuditRow>(
        `select ${COLUMNS} from audit_log
         where ($1::text is null or subject = $1) and ($2::text is null or actor = $2)
           and ($3::text is null or action = $3 or starts_with(action, $3 || '.'))
           and ($4::float8 is null or at >= ${timestampOf('$4')})
           and ($5::float8 is null or at < ${timestampOf('$5')})
           and ($6::float8 is null or audit_log.sequence < $6)
         order by audit_log.sequence desc limit $7`,
        [
          subject ?? null,
          actor ?? null,
          action ?? null,
          sinceMs ?? null,
          untilMs ?? null,
          before ?? null,
          limit,
        ]
      )
      return rows
    })
  }

  last(): Promise<number> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<{ sequence: number }>(
        'select sequence::float8 as sequence from audit_head where id = 1'
      )
      return rows[0]?.sequence ?? 0
    })
  }

  has(hash: string): Promise<boolean> {
    return this.database.withClient(async (client) => {
      const { rowCount } = await client.query('select from audit_log where hash = $1', [hash])
      return rowCount === 1
    })
  }

  verify(): Promise<{ readonly rows: number; readonly broken: AuditBreak | null }> {
    return this.database.transaction(async (client) => {
      // One moment is looked at, whatever is appended meanwhile.
      await client.query('set transaction isolation level repeatable read, read only')
      let previous = { sequence: 0, hash: CHAIN_START }
      let rows = 0
      for (;;) {
        const batch = await rowsAfter(client, previous.sequence)
        for (const row of batch) {
          const reason = reasonOf(row, previous)
          if (reason !== null) return { rows, broken: { sequence: row.sequence, reason } }
          previous = row
          rows += 1
        }
        if (batch.length < BATCH) break
      }
      return { rows, broken: await brokenEnd(client, previous) }
    })
  }
}

async function rowsAfter(client: ClientBase, sequence: number): Promise<AuditRow[]> {
  const { rows } = await client.query<AuditRow>(
    `select ${COLUMNS} from audit_log where audit_log.sequence > $1
     order by audit_log.sequence limit ${BATCH}`,
    [sequence]
  )
  return rows
}

type Place = Pick<AuditRow, 'sequence' | 'hash'>

function reasonOf(row: AuditRow, previous: Place): string | null {
  if (row.sequence !== previous.sequence + 1) {
    const first = previous.sequence + 1
    const gap = first === row.sequence - 1 ? `row ${first}` : `rows ${first} to ${row.sequence - 1}`
    return `${gap} before it ${first === row.sequence - 1 ? 'is' : 'are'} missing`
  }
  const { hash, ...rest } = row
  if (auditHash(rest) !== hash) return 'its content does not fit its hash: the row was changed'
  if (row.previousHash !== previous.hash) {
    return 'it does not follow the row before it: a row was changed, inserted or moved'
  }
  return null
}

/** Compares where the chain ends with where it is known to have ended. */
async function brokenEnd(client: ClientBase, last: Place): Promise<AuditBreak | null> {
  const { rows } = await client.query<Place>(
    'select sequence::float8 as sequence, hash from audit_head where id = 1'
  )
  const head = rows[0] ?? { sequence: 0, hash: CHAIN_START }
  if (head.sequence > last.sequence) {
    const sequence = last.sequence + 1
    return { sequence, reason: `rows ${sequence} to ${head.sequence} at the end are missing` }
  }
  if (head.sequence < last.sequence) {
    return { sequence: head.sequence + 1, reason: 'it was added without the log knowing' }
  }
  if (head.hash !== last.hash) {
    return { sequence: last.sequence, reason: 'it is not the row that the log ended with' }
  }
  return null
}
