import type { OpenDatabase } from '#ports/database.js'
import { epochMs, timestampOf } from '#ports/sql_time.js'
import type { ParametersVersion, StrategyDraft, StrategyDrafts } from '#ports/strategy_drafts.js'
import type { StrategyKey } from '#ports/strategy_records.js'

/** Drafts and versions of parameters in PostgreSQL. */
export class PostgresStrategyDrafts implements StrategyDrafts {
  constructor(private readonly database: Pick<OpenDatabase, 'withClient' | 'transaction'>) {}

  async draft({ account, name }: StrategyKey): Promise<StrategyDraft | null> {
    const rows = await this.#rows<StrategyDraft>(
      `select parameters, base, actor, ${epochMs('at')} as "atMs" from strategy_drafts
        where account = $1 and name = $2`,
      [account, name]
    )
    return rows[0] ?? null
  }

  async saveDraft({ account, name }: StrategyKey, draft: StrategyDraft): Promise<void> {
    const { parameters, base, actor, atMs } = draft
    await this.#rows(
      `insert into strategy_drafts (account, name, parameters, base, actor, at)
       values ($1, $2, $3, $4, $5, ${timestampOf('$6')}) on conflict (account, name) do update
       set parameters = excluded.parameters, base = excluded.base, actor = excluded.actor,
           at = excluded.at`,
      [account, name, JSON.stringify(parameters), base, actor, atMs]
    )
  }

  async removeDraft({ account, name }: StrategyKey): Promise<boolean> {
    const rows = await this.#rows(
      'delete from strategy_drafts where account = $1 and name = $2 returning name',
      [account, name]
    )
    return rows.length > 0
  }

  versions({ account, name }: StrategyKey, limit: number): Promise<readonly ParametersVersion[]> {
    return this.#rows<ParametersVersion>(
      `select version, parameters, actor, reason, ${epochMs('at')} as "atMs"
         from strategy_parameters where account = $1 and name = $2
        order by strategy_parameters.version desc limit $3`,
      [account, name, limit]
    )
  }

  change({ account, name }: StrategyKey, next: ParametersVersion): Promise<boolean> {
    const { version, parameters, actor, reason, atMs } = next
    const text = JSON.stringify(parameters)
    return this.database.transaction(async (client) => {
      const { rowCount } = await client.query(
        `update strategies set parameters = $3, parameters_version = $4
          where account = $1 and name = $2 and parameters_version = $4 - 1`,
        [account, name, text, version]
      )
      if (rowCount !== 1) return false
      await client.query(
        `insert into strategy_parameters (account, name, version, parameters, actor, reason, at)
         values ($1, $2, $3, $4, $5, $6, ${timestampOf('$7')})`,
        [account, name, version, text, actor, reason, atMs]
      )
      await client.query(
        `insert into strategy_events (account, name, event, detail, actor, at)
         values ($1, $2, 'parameters_changed', $3, $4, ${timestampOf('$5')})`,
        [account, name, `version ${version}: ${reason}`, actor, atMs]
      )
      await client.query('delete from strategy_drafts where account = $1 and name = $2', [
        account,
        name,
      ])
      return true
    })
  }

  #rows<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query(text, [...values])
      return rows as T[]
    })
  }
}
