import { formatMicros, parseMicros } from '#kernel/values/micros.js'
import type { OpenDatabase } from '#ports/database.js'
import type { EquityMark, EquityMarks } from '#ports/equity_marks.js'
import { epochMs, timestampOf } from '#ports/sql_time.js'

interface Row {
  readonly atMs: number
  readonly equity: string
  readonly outside: string
}

/** The course of equity in PostgreSQL. */
export class PostgresEquityMarks implements EquityMarks {
  constructor(private readonly database: OpenDatabase) {}

  async save(account: string, { atMs, equity, outside }: EquityMark): Promise<void> {
    await this.#rows(
      `insert into equity_marks (account, at, equity, outside) values ($1, ${timestampOf('$2')}, $3, $4)
       on conflict (account, at) do update set equity = excluded.equity, outside = excluded.outside`,
      [account, atMs, formatMicros(equity), formatMicros(outside)]
    )
  }

  async thin(account: string, before: { hourlyMs: number; goneMs: number }): Promise<void> {
    await this.#rows(
      `delete from equity_marks mark where account = $1 and (
         at < ${timestampOf('$3')} or at < ${timestampOf('$2')} and exists (
           select 1 from equity_marks later where later.account = mark.account
             and later.at > mark.at and later.at < date_trunc('hour', mark.at) + interval '1 hour'))`,
      [account, before.hourlyMs, before.goneMs]
    )
  }

  since(account: string, sinceMs: number, bucketMs: number): Promise<readonly EquityMark[]> {
    return this.#marks(
      `select distinct on (bucket) ${epochMs('at')} as "atMs", equity::text as equity, outside::text as outside,
              floor(extract(epoch from at) * 1000 / $3::float8) as bucket
         from equity_marks where account = $1 and at >= ${timestampOf('$2')}
        order by bucket, at desc`,
      [account, sinceMs, bucketMs]
    )
  }

  async closes(account: string, beforeMs: number, limit: number): Promise<readonly EquityMark[]> {
    const found = await this.#marks(
      `select ${epochMs('closed_at')} as "atMs", equity::text as equity, deposits::text as outside
         from portfolio_days where account = $1 and closed_at < ${timestampOf('$2')}
        order by day desc limit $3`,
      [account, beforeMs, limit]
    )
    return found.toReversed()
  }

  async #marks(text: string, values: readonly unknown[]): Promise<readonly EquityMark[]> {
    const rows = await this.#rows<Row>(text, values)
    return rows.map(({ atMs, equity, outside }) => ({
      atMs,
      equity: parseMicros(equity),
      outside: parseMicros(outside),
    }))
  }

  #rows<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    return this.database.withClient(
      async (client) => (await client.query<T>(text, [...values])).rows
    )
  }
}
