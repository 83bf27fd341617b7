import type { OpenDatabase } from '#ports/database.js'
import type {
  BiasRecord,
  LimitsChangeRecord,
  LimitsRecord,
  ModeRecord,
  RiskRecords,
} from '#ports/risk_records.js'
import { epochMs } from '#ports/sql_time.js'

const BIAS = `sequence::float8 as sequence, bias, is_lasting as "isLasting", source, word, actor, reason,
  ${epochMs('counts_from')} as "countsFromMs", ${epochMs('at')} as "atMs"`

/** The tables about risk, read. */
export class PostgresRiskRecords implements RiskRecords {
  constructor(private readonly database: OpenDatabase) {}

  limits(account: string, limit: number): Promise<readonly LimitsRecord[]> {
    return this.#rows<LimitsRecord>(
      `select version, limits, actor, reason, ${epochMs('at')} as "atMs"
         from risk_limits where account = $1 order by version desc limit $2`,
      [account, limit]
    )
  }

  limitChanges(account: string, limit: number): Promise<readonly LimitsChangeRecord[]> {
    return this.#rows<LimitsChangeRecord>(
      `select sequence::float8 as sequence, limits, actor, reason, state, version,
              ${epochMs('asked_at')} as "askedMs", ${epochMs('due_at')} as "dueMs",
              settled_by as "settledBy", ${epochMs('settled_at')} as "settledMs"
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

  modes(account: string, limit: number): Promise<readonly ModeRecord[]> {
    return this.#rows<ModeRecord>(
      `select sequence::float8 as sequence, mode, reason, actor, ${epochMs('at')} as "atMs"
         from account_modes where account = $1 order by account_modes.sequence desc limit $2`,
      [account, limit]
    )
  }

  #rows<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query(text, [...values])
      return rows as T[]
    })
  }
}
