import type { ClientBase } from 'pg'
import type { OpenDatabase } from '#ports/database.js'
import type {
  DiscrepancyEnd,
  DiscrepancyRow,
  NewDiscrepancy,
  OwnFill,
  Reconciliation,
  ReconciliationRow,
  ReconcileRecords,
} from '#ports/reconcile_records.js'
import { epochMs, timestampOf } from '#ports/sql_time.js'

const DISCREPANCY = `id::float8 as id, kind, about, subject, symbol, severity, ours, brokers, sentence,
  ${epochMs('found_at')} as "foundMs", ${epochMs('seen_at')} as "seenMs", resolution,
  ${epochMs('resolved_at')} as "resolvedMs", resolved_by as "resolvedBy", note`

const RUN = `id::float8 as id, trigger, ${epochMs('started_at')} as "startedMs", ${epochMs('ended_at')} as "endedMs",
  sequence::float8 as sequence, outcome, fills, orders, positions, found, open, remark`

/** Comparisons with the broker in PostgreSQL. */
export class PostgresReconcileRecords implements ReconcileRecords {
  constructor(private readonly database: OpenDatabase) {}

  async openedMs(account: string): Promise<number> {
    const [row] = await this.#rows<{ ms: number }>(
      `select ${epochMs('created_at')} as ms from trading_accounts where name = $1`,
      [account]
    )
    if (row === undefined) throw new Error(`there is no account ${account}`)
    return row.ms
  }

  async lastAgreedMs(account: string): Promise<number | null> {
    const [row] = await this.#rows<{ ms: number }>(
      `select ${epochMs('started_at')} as ms from reconciliations
        where account = $1 and outcome = 'agrees' order by id desc limit 1`,
      [account]
    )
    return row?.ms ?? null
  }

  ownFills(account: string, sinceMs: number): Promise<readonly OwnFill[]> {
    return this.#rows<OwnFill>(
      `select broker_fill_id as "brokerFillId", symbol, side, quantity::float8 as quantity, price,
              ${epochMs('at')} as "atMs"
         from fills where account = $1 and at >= ${timestampOf('$2')} order by fills.sequence`,
      [account, sinceMs]
    )
  }

  async standing(account: string): ReturnType<ReconcileRecords['standing']> {
    const rows = await this.#rows<DiscrepancyRow>(
      `select distinct on (kind, about, subject) ${DISCREPANCY} from discrepancies
        where account = $1 and (resolution is null or resolution in ('accepted', 'dismissed'))
        order by kind, about, subject, discrepancies.id desc`,
      [account]
    )
    return {
      open: rows.filter(({ resolution }) => resolution === null),
      judged: rows.filter(({ resolution }) => resolution !== null),
    }
  }

  note(account: string, found: readonly NewDiscrepancy[], atMs: number): Promise<void> {
    return this.database.transaction((client) => insertFound(client, account, found, atMs))
  }

  write(
    account: string,
    { run, found, ended }: Parameters<ReconcileRecords['write']>[1]
  ): ReturnType<ReconcileRecords['write']> {
    return this.database.transaction(async (client) => {
      await insertFound(client, account, found, run.endedMs)
      for (const end of ended) await endOne(client, account, end, run.endedMs)
      const { rows: open } = await client.query<DiscrepancyRow>(
        `select ${DISCREPANCY} from discrepancies
          where account = $1 and resolution is null order by discrepancies.id`,
        [account]
      )
      const [row] = (await client.query<ReconciliationRow>(...runRow(account, run, open.length)))
        .rows
      return { run: row!, open }
    })
  }

  end(account: string, end: DiscrepancyEnd, atMs: number): Promise<boolean> {
    return this.database.withClient((client) => endOne(client, account, end, atMs))
  }

  async find(account: string, id: number): Promise<DiscrepancyRow | null> {
    const rows = await this.#rows<DiscrepancyRow>(
      `select ${DISCREPANCY} from discrepancies where account = $1 and id = $2`,
      [account, id]
    )
    return rows[0] ?? null
  }

  discrepancies(
    account: string,
    { isOpen, limit, before }: Parameters<ReconcileRecords['discrepancies']>[1]
  ): Promise<readonly DiscrepancyRow[]> {
    return this.#rows<DiscrepancyRow>(
      `select ${DISCREPANCY} from discrepancies
        where account = $1 and (not $2 or resolution is null)
          and ($4::bigint is null or discrepancies.id < $4)
        order by discrepancies.id desc limit $3`,
      [account, isOpen, limit, before ?? null]
    )
  }

  runs(account: string, limit: number, before?: number): Promise<readonly ReconciliationRow[]> {
    return this.#rows<ReconciliationRow>(
      `select ${RUN} from reconciliations
        where account = $1 and ($3::bigint is null or reconciliations.id < $3)
        order by reconciliations.id desc limit $2`,
      [account, limit, before ?? null]
    )
  }

  #rows<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query(text, [...values])
      return rows as T[]
    })
  }
}

/** New differences become rows; one that stands already is seen again, with what it says now. */
async function insertFound(
  client: ClientBase,
  account: string,
  found: readonly NewDiscrepancy[],
  atMs: number
): Promise<void> {
  for (const one of found) {
    await client.query(
      `insert into discrepancies (account, kind, about, subject, symbol, severity, ours, brokers,
         sentence, found_at, seen_at, resolution, resolved_at, resolved_by, note)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, ${timestampOf('$10')}, ${timestampOf('$10')}, $11,
         case when $11::text is null then null else ${timestampOf('$10')} end,
         case when $11::text is null then null else 'aq' end, $12)
       on conflict (account, kind, about, subject) where resolution is null do update
         set seen_at = excluded.seen_at, ours = excluded.ours, brokers = excluded.brokers,
             severity = excluded.severity, sentence = excluded.sentence`,
      [
        account,
        one.kind,
        one.about,
        one.subject,
        one.symbol,
        one.severity,
        one.ours,
        one.brokers,
        one.sentence,
        atMs,
        one.resolution,
        one.note,
      ]
    )
  }
}

async function endOne(
  client: ClientBase,
  account: string,
  { id, resolution, by, note }: DiscrepancyEnd,
  atMs: number
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update discrepancies set resolution = $3, resolved_by = $4, note = $5,
            resolved_at = ${timestampOf('$6')}
      where account = $1 and id = $2 and resolution is null`,
    [account, id, resolution, by, note, atMs]
  )
  return rowCount === 1
}

function runRow(
  account: string,
  run: Omit<Reconciliation, 'open'>,
  open: number
): [string, unknown[]] {
  const { trigger, startedMs, endedMs, sequence, outcome, fills, orders, positions, found } = run
  return [
    `insert into reconciliations (account, trigger, started_at, ended_at, sequence, outcome, fills,
       orders, positions, found, open, remark)
     values ($1, $2, ${timestampOf('$3')}, ${timestampOf('$4')}, $5, $6, $7, $8, $9, $10, $11, $12)
     returning ${RUN}`,
    [
      account,
      trigger,
      startedMs,
      endedMs,
      sequence,
      outcome,
      fills,
      orders,
      positions,
      found,
      open,
      run.remark,
    ],
  ]
}
