import type { OpenDatabase } from '#ports/database.js'
import type {
  BiasRecord,
  LimitsChangeRecord,
  LimitsRecord,
  RiskRecords,
} from '#ports/risk_records.js'

const MS = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`

const BIAS = `sequence::float8 as sequence, bias, is_lasting as "isLasting", source, word, actor, reason,
  ${MS('counts_from')} as "countsFromMs", ${MS('at')} as "atMs"`

/** The tables about risk, read. */
export class PostgresRiskRecords implements RiskRecords {
  constructor(private readonly database: OpenDatabase) {}

  limits(account: string, limit: number): Promise<readonly LimitsRecord[]> {
    return this.#rows<LimitsRecord>(
      `select version, limits, actor, reason, ${MS('at')} as "atMs"
         from risk_limits where account = $1 order by version desc limit $2`,
      [account, limit]
    )
  }

  limitChanges(account: string, limit: number): Promise<readonly LimitsChangeRecord[]> {
    return this.#rows<LimitsChangeRecord>(
      `select sequence::float8 as sequence, limits, actor, reason, state, version,
              ${MS('asked_at')} as "askedMs", ${MS('due_at')} as "dueMs",
              settled_by as "settledBy", ${MS('settled_at')} as "settledMs"
         from risk_limit_changes where account = $1
        order by risk_limit_changes.sequence desc limit $2`,
      [account, limit]
    )
  }

  async latestBias(account: string): Promise<BiasRecord | null> {
    const rows = await this.#rows<BiasRecord>(
      `select ${BIAS} from risk_biases where account = $1
        order by risk_biases.sequence desc limit 1`,
      [account]
    )
    return rows[0] ?? null
  }

  biasWords(account: string): Promise<readonly BiasRecord[]> {
    // From source to source by the index: each has set its bias thousands of times.
    return this.#rows<BiasRecord>(
      `with recursive sources as (
         select min(source) as name from risk_biases where account = $1
         union all
         select (select min(source) from risk_biases where account = $1 and source > sources.name)
           from sources where sources.name is not null
       )
       select latest.* from sources cross join lateral (
         select ${BIAS} from risk_biases where account = $1 and source = sources.name
          order by risk_biases.sequence desc limit 1
       ) as latest where latest.word is not null order by latest.source`,
      [account]
    )
  }

  #rows<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query(text, [...values])
      return rows as T[]
    })
  }
}
