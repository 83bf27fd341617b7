import type { ClientBase } from 'pg'
import type { AlertChange, AlertEvent, AlertFilter, AlertRecords, AlertRow } from '#ports/alerts.js'
import type { OpenDatabase } from '#ports/database.js'
import { epochMs, timestampOf } from '#ports/sql_time.js'

/** Incidents that are over are kept for so long. */
const KEPT_DAYS = 400

/** Events that are kept of one incident, as in `raise_alert`; what comes and goes all day has no more. */
const EVENTS_MAX = 200

const COLUMNS = `id::float8 as id, key, severity, title, body, account, subject, times,
  case when resolved_at is not null then 'resolved'
       when acknowledged_at is not null then 'acknowledged' else 'open' end as state,
  ${epochMs('first_at')} as "firstMs", ${epochMs('last_at')} as "lastMs",
  acknowledged_by as "acknowledgedBy", ${epochMs('acknowledged_at')} as "acknowledgedMs",
  resolved_by as "resolvedBy", ${epochMs('resolved_at')} as "resolvedMs"`

/** The gravest first. */
const GRAVITY = `array_position(array['critical', 'warning', 'info'], severity)`

/** Incidents in the database. What makes two alerts one incident is `raise_alert` there, for every writer. */
export class PostgresAlerts implements AlertRecords {
  constructor(private readonly database: Pick<OpenDatabase, 'transaction' | 'withClient'>) {}

  write(changes: readonly AlertChange[]): Promise<void> {
    return this.database.transaction(async (client) => {
      for (const change of changes) await writeChange(client, change)
    })
  }

  resolveQuiet(nowMs: number): Promise<void> {
    return this.database.transaction(async (client) => {
      await resolve(client, {
        condition: `resolved_at is null and quiet_ms is not null
          and last_at + quiet_ms * interval '1 millisecond' < ${timestampOf('$3')}`,
        values: [nowMs],
        actor: 'aq',
        note: 'it has been quiet',
        atMs: nowMs,
      })
      await client.query(
        // Told before, so that the index of what is over finds them.
        `delete from alerts where resolved_at < now() - interval '${KEPT_DAYS} days'
            and last_at < now() - interval '${KEPT_DAYS} days'`
      )
    })
  }

  list({ isOpen, account, limit, before }: AlertFilter): Promise<readonly AlertRow[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<AlertRow>(
        `with mark as (
           select resolved_at is not null as is_over, ${GRAVITY} as gravity, last_at, id as number
             from alerts where id = $4
         )
         select * from (
           (select ${COLUMNS} from alerts
             where resolved_at is null and ($2::text is null or account = $2)
               and ($4::bigint is null or exists (
                 select from mark where not is_over and (gravity < ${GRAVITY}
                   or (gravity = ${GRAVITY} and (last_at, number) > (alerts.last_at, alerts.id)))))
             order by ${GRAVITY}, last_at desc, alerts.id desc
             limit $3)
           union all
           (select ${COLUMNS} from alerts
             where not $1 and resolved_at is not null and ($2::text is null or account = $2)
               and ($4::bigint is null or exists (
                 select from mark where not is_over or (last_at, number) > (alerts.last_at, alerts.id)))
             order by last_at desc, alerts.id desc
             limit $3)
         ) as listed
         order by state = 'resolved', case when state <> 'resolved' then ${GRAVITY} end,
           "lastMs" desc, id desc
         limit $3`,
        [isOpen, account, limit, before ?? null]
      )
      return rows
    })
  }

  find(id: number): Promise<{ readonly row: AlertRow; readonly events: AlertEvent[] } | null> {
    return this.database.withClient(async (client) => {
      const found = await client.query<AlertRow>(`select ${COLUMNS} from alerts where id = $1`, [
        id,
      ])
      const row = found.rows[0]
      if (row === undefined) return null
      const { rows: events } = await client.query<AlertEvent>(
        `select ${epochMs('at')} as "atMs", type, actor, note from alert_events
          where alert = $1 order by alert_events.id`,
        [id]
      )
      return { row, events }
    })
  }

  acknowledge(id: number, actor: string, note: string): Promise<boolean> {
    return this.database.transaction(async (client) => {
      const { rowCount } = await client.query(
        `update alerts set acknowledged_at = now(), acknowledged_by = $2
          where id = $1 and resolved_at is null`,
        [id, actor]
      )
      if (rowCount !== 1) return false
      await client.query(
        `insert into alert_events (alert, at, type, actor, note)
         values ($1, now(), 'acknowledged', $2, $3)`,
        [id, actor, note]
      )
      return true
    })
  }

  resolveByHand(id: number, actor: string, note: string): Promise<boolean> {
    return this.database.transaction(async (client) => {
      const condition = 'id = $3 and resolved_at is null'
      const values = [id]
      return (await resolve(client, { condition, values, actor, note, atMs: Date.now() })) === 1
    })
  }
}

async function writeChange(client: ClientBase, change: AlertChange): Promise<void> {
  const { atMs } = change
  if (change.type === 'raise') {
    const { key, severity, title, body, account, subject, quietMs } = change.alert
    await client.query(`select raise_alert($1, $2, $3, $4, $5, $6, $7, $8, ${timestampOf('$9')})`, [
      key,
      severity,
      title,
      body,
      account,
      subject,
      quietMs ?? null,
      change.times,
      atMs,
    ])
    return
  }
  const isPrefix = change.key.endsWith('*')
  await resolve(client, {
    condition: `resolved_at is null and not key = any ($4::text[])
      and ${isPrefix ? 'starts_with(key, $3)' : 'key = $3'}`,
    values: [isPrefix ? change.key.slice(0, -1) : change.key, change.except],
    actor: 'aq',
    note: '',
    atMs,
  })
}

/** Ends what fits a condition, whose values begin at $3; how many that were. */
async function resolve(
  client: ClientBase,
  {
    condition,
    values,
    actor,
    note,
    atMs,
  }: {
    readonly condition: string
    readonly values: readonly unknown[]
    readonly actor: string
    readonly note: string
    readonly atMs: number
  }
): Promise<number> {
  const { rows } = await client.query<{ id: string }>(
    `update alerts set resolved_by = $1,
            resolved_at = greatest(first_at, ${timestampOf('$2')})
      where ${condition} returning id`,
    [actor, atMs, ...values]
  )
  if (rows.length === 0) return 0
  await client.query(
    `insert into alert_events (alert, at, type, actor, note)
     select given.id, ${timestampOf('$2')}, 'resolved', $3, $4
       from unnest($1::bigint[]) as given (id)
      where (select count(*) from alert_events where alert = given.id) < ${EVENTS_MAX}`,
    [rows.map(({ id }) => id), atMs, actor, note]
  )
  return rows.length
}
