import type { ClientBase } from 'pg'
import type { OpenDatabase } from '#ports/database.js'
import type {
  AccountAgent,
  AccountRule,
  NewStrategy,
  NumberedLogLine,
  StrategyChange,
  StrategyEvent,
  StrategyKey,
  StrategyLogLine,
  StrategyRecords,
  StrategyRow,
  StrategySnapshot,
} from '#ports/strategy_records.js'
import { epochMs, timestampOf } from '#ports/sql_time.js'

/** Lines that are kept of one strategy. */
const LINES_KEPT = 5_000
/** Events that are kept of one strategy. */
const EVENTS_KEPT = 1_000

const SELECT = `select account, name, plugin, environment, timeframe, symbols, parameters,
    parameters_version as "parametersVersion", settings, wanted, state, reason, version, starts::float8 as starts, ${epochMs('state_at')} as "stateMs",
    ${epochMs('again_at')} as "againMs",
    created_by as "createdBy", ${epochMs('created_at')} as "createdMs" from strategies`

/** Columns that a change may set. */
const COLUMNS = ['wanted', 'state', 'reason', 'version', 'starts'] as const

/** Strategies in PostgreSQL. */
export class PostgresStrategyRecords implements StrategyRecords {
  constructor(private readonly database: OpenDatabase) {}

  create(strategy: NewStrategy, key: string | null = null): Promise<boolean> {
    const { account, name, plugin, environment, timeframe, createdBy, createdMs } = strategy
    return this.database.transaction(async (client) => {
      const { rowCount } = await client.query(
        `insert into strategies (account, name, plugin, environment, timeframe, symbols, parameters,
             settings, state, state_at, created_by, created_at, creation_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'created', ${timestampOf('$10')}, $9,
             ${timestampOf('$10')}, $11) on conflict do nothing`,
        [
          account,
          name,
          plugin,
          environment,
          timeframe,
          JSON.stringify(strategy.symbols),
          JSON.stringify(strategy.parameters),
          JSON.stringify(strategy.settings),
          createdBy,
          createdMs,
          key,
        ]
      )
      if (rowCount !== 1) return false
      await client.query(
        `insert into strategy_parameters (account, name, version, parameters, actor, reason, at)
         values ($1, $2, 1, $3, $4, 'it was created', ${timestampOf('$5')})`,
        [account, name, JSON.stringify(strategy.parameters), createdBy, createdMs]
      )
      const event = { event: 'created', detail: null, actor: createdBy, atMs: createdMs }
      await addEvent(client, strategy, event)
      return true
    })
  }

  list(account?: string): Promise<readonly StrategyRow[]> {
    const where = account === undefined ? '' : 'where account = $1'
    const values = account === undefined ? [] : [account]
    return this.#rows<StrategyRow>(`${SELECT} ${where} order by account, name`, values)
  }

  async find({ account, name }: StrategyKey): Promise<StrategyRow | null> {
    const text = `${SELECT} where account = $1 and name = $2`
    return (await this.#rows<StrategyRow>(text, [account, name]))[0] ?? null
  }

  async madeUnder(key: string): Promise<StrategyRow | null> {
    return (await this.#rows<StrategyRow>(`${SELECT} where creation_key = $1`, [key]))[0] ?? null
  }

  async change(
    key: StrategyKey,
    change: StrategyChange,
    event: StrategyEvent | null
  ): Promise<void> {
    const set = COLUMNS.filter((column) => column in change)
    const changes = set.map((column, k) => `${column} = $${k + 3}`)
    if ('state' in change) changes.push('state_at = now()')
    const values = set.map((column) => change[column])
    if ('againMs' in change) {
      changes.push(`again_at = ${timestampOf(`$${set.length + 3}`)}`)
      values.push(change.againMs)
    }
    await this.database.transaction(async (client) => {
      if (changes.length > 0) {
        await client.query(
          `update strategies set ${changes.join(', ')} where account = $1 and name = $2`,
          [key.account, key.name, ...values]
        )
      }
      if (event !== null) await addEvent(client, key, event)
    })
  }

  events({ account, name }: StrategyKey, limit: number): Promise<readonly StrategyEvent[]> {
    return this.#rows<StrategyEvent>(
      `select event, detail, actor, ${epochMs('at')} as "atMs" from strategy_events
        where account = $1 and name = $2 order by number desc limit $3`,
      [account, name, limit]
    )
  }

  async addLines({ account, name }: StrategyKey, lines: readonly StrategyLogLine[]): Promise<void> {
    if (lines.length === 0) return
    await this.database.withClient(async (client) => {
      await client.query(
        `insert into strategy_logs (account, name, level, text, at)
         select $1, $2, given.level, given.text, to_timestamp(given.at_ms / 1000.0)
           from unnest($3::text[], $4::text[], $5::float8[]) as given (level, text, at_ms)`,
        [
          account,
          name,
          lines.map(({ level }) => level),
          lines.map(({ text }) => text),
          lines.map(({ atMs }) => atMs),
        ]
      )
      await client.query(
        `delete from strategy_logs where account = $1 and name = $2 and number <=
           (select number from strategy_logs where account = $1 and name = $2
             order by number desc offset $3 limit 1)`,
        [account, name, LINES_KEPT]
      )
    })
  }

  async lines(
    { account, name }: StrategyKey,
    { limit, after }: { readonly limit: number; readonly after: number }
  ): Promise<readonly NumberedLogLine[]> {
    const rows = await this.#rows<NumberedLogLine>(
      `select number::float8 as number, level, text, ${epochMs('at')} as "atMs" from strategy_logs
        where account = $1 and name = $2 and number > $4
        order by strategy_logs.number desc limit $3`,
      [account, name, limit, after]
    )
    return rows.toReversed()
  }

  async saveSnapshot({ account, name }: StrategyKey, snapshot: StrategySnapshot): Promise<void> {
    await this.#rows(
      `insert into strategy_states (account, name, state, at)
       values ($1, $2, $3, ${timestampOf('$4')})
       on conflict (account, name) do update set state = excluded.state, at = excluded.at`,
      [account, name, snapshot.state, snapshot.atMs]
    )
  }

  async snapshot({ account, name }: StrategyKey): Promise<StrategySnapshot | null> {
    const rows = await this.#rows<StrategySnapshot>(
      `select state, ${epochMs('at')} as "atMs" from strategy_states where account = $1 and name = $2`,
      [account, name]
    )
    return rows[0] ?? null
  }

  rules(account: string): Promise<readonly AccountRule[]> {
    return this.#pluginsOf('account_rules', account)
  }

  async setRule(account: string, rule: AccountRule, actor: string): Promise<void> {
    await this.#setPlugin('account_rules', account, rule, actor)
  }

  removeRule(account: string, plugin: string): Promise<boolean> {
    return this.#removePlugin('account_rules', account, plugin)
  }

  agents(account: string): Promise<readonly AccountAgent[]> {
    return this.#pluginsOf('account_agents', account)
  }

  async setAgent(account: string, agent: AccountAgent, actor: string): Promise<void> {
    await this.#setPlugin('account_agents', account, agent, actor)
  }

  removeAgent(account: string, plugin: string): Promise<boolean> {
    return this.#removePlugin('account_agents', account, plugin)
  }

  #pluginsOf(table: PluginTable, account: string): Promise<readonly AccountRule[]> {
    return this.#rows<AccountRule>(
      `select plugin, parameters from ${table} where account = $1 order by plugin`,
      [account]
    )
  }

  async #setPlugin(
    table: PluginTable,
    account: string,
    { plugin, parameters }: AccountRule,
    actor: string
  ): Promise<void> {
    await this.#rows(
      `insert into ${table} (account, plugin, parameters, actor, at)
       values ($1, $2, $3, $4, now()) on conflict (account, plugin) do update
       set parameters = excluded.parameters, actor = excluded.actor, at = excluded.at`,
      [account, plugin, JSON.stringify(parameters), actor]
    )
  }

  async #removePlugin(table: PluginTable, account: string, plugin: string): Promise<boolean> {
    const rows = await this.#rows(
      `delete from ${table} where account = $1 and plugin = $2 returning plugin`,
      [account, plugin]
    )
    return rows.length > 0
  }

  #rows<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query(text, [...values])
      return rows as T[]
    })
  }
}

/** Where the plugins of accounts are that are no strategies. */
type PluginTable = 'account_rules' | 'account_agents'

async function addEvent(
  client: ClientBase,
  { account, name }: StrategyKey,
  { event, detail, actor, atMs }: StrategyEvent
): Promise<void> {
  await client.query(
    `insert into strategy_events (account, name, event, detail, actor, at)
     values ($1, $2, $3, $4, $5, ${timestampOf('$6')})`,
    [account, name, event, detail, actor, atMs]
  )
  await client.query(
    `delete from strategy_events where account = $1 and name = $2 and number <=
       (select number from strategy_events where account = $1 and name = $2
         order by number desc offset $3 limit 1)`,
    [account, name, EVENTS_KEPT]
  )
}
