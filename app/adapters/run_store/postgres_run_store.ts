import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { OpenDatabase } from '#ports/database.js'
import type { RunArtifact, RunStore, StoredRun, Tries } from '#ports/run_store.js'

const compress = promisify(gzip)
const expand = promisify(gunzip)

const COLUMNS = `id, started_at as "startedAt", finished_at as "finishedAt", engine_version as "engineVersion",
  strategies, settings, data, metrics, seed::float8 as seed, order_list_hash as "orderListHash",
  signal_list_hash as "signalListHash", summary`

/** Keeps backtest runs in the database: the row and its artifacts in one transaction. */
export class PostgresRunStore implements RunStore {
  constructor(private readonly database: OpenDatabase) {}

  async save(run: StoredRun, artifacts: readonly RunArtifact[]): Promise<void> {
    const packed = await Promise.all(
      artifacts.map(async ({ kind, body }) => ({ kind, body: await compress(body, { level: 1 }) }))
    )
    await this.database.transaction(async (client) => {
      await client.query(
        `insert into backtest_runs (id, status, started_at, finished_at, engine_version, strategies, settings,
           data, metrics, seed, order_list_hash, signal_list_hash, summary)
         values ($1, 'finished', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          run.id,
          run.startedAt,
          run.finishedAt,
          run.engineVersion,
          JSON.stringify(run.strategies),
          JSON.stringify(run.settings),
          JSON.stringify(run.data),
          JSON.stringify(run.metrics),
          run.seed,
          run.orderListHash,
          run.signalListHash,
          JSON.stringify(run.summary),
        ]
      )
      for (const { kind, body } of packed) {
        await client.query(
          `insert into backtest_artifacts (run_id, kind, encoding, body) values ($1, $2, 'gzip', $3)`,
          [run.id, kind, body]
        )
      }
    })
  }

  list(limit: number, after?: string): Promise<StoredRun[]> {
    const from = 'where (started_at, id) < (select started_at, id from backtest_runs where id = $2)'
    const order = 'order by started_at desc, id desc limit $1'
    if (after === undefined) return this.#runs(order, [limit])
    return this.#runs(`${from} ${order}`, [limit, after])
  }

  async find(idOrPrefix: string): Promise<StoredRun | null> {
    const exact = await this.#runs('where id = $1', [idOrPrefix])
    if (exact[0] !== undefined) return exact[0]
    const ids = await this.idsLike(idOrPrefix)
    return ids.length === 1 ? ((await this.#runs('where id = $1', ids))[0] ?? null) : null
  }

  idsLike(prefix: string): Promise<string[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `select id from backtest_runs where starts_with(id, $1) order by started_at desc limit 10`,
        [prefix]
      )
      return rows.map((row) => row.id)
    })
  }

  countTries({ strategies, summary }: Pick<StoredRun, 'strategies' | 'summary'>): Promise<Tries> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<Tries>(
        `select count(*)::int as tries,
                count(distinct (summary->>'fromDate', summary->>'toDate'))::int as spans
           from backtest_runs
         where summary->'symbols' @> $1 and summary->'symbols' <@ $1
           and (select array_agg(one->>'id' order by one->>'id')
                from jsonb_array_elements(strategies) one) = $2::text[]`,
        [JSON.stringify(summary.symbols), strategies.map(({ id }) => id).sort()]
      )
      return rows[0]!
    })
  }

  async artifact(runId: string, kind: string): Promise<Buffer | null> {
    const row = await this.database.withClient(async (client) => {
      const { rows } = await client.query<{ body: Buffer }>(
        `select body from backtest_artifacts where run_id = $1 and kind = $2`,
        [runId, kind]
      )
      return rows[0]
    })
    return row === undefined ? null : expand(row.body)
  }

  remove(runId: string): Promise<boolean> {
    return this.database.withClient(async (client) => {
      const { rowCount } = await client.query('delete from backtest_runs where id = $1', [runId])
      return rowCount === 1
    })
  }

  #runs(clause: string, values: readonly unknown[]): Promise<StoredRun[]> {
    return this.database.withClient(async (client) => {
      const text = `select ${COLUMNS} from backtest_runs ${clause}`
      const { rows } = await client.query<StoredRun>(text, [...values])
      return rows
    })
  }
}
