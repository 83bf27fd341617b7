/** What the home page shows: price series, stored runs, and the database's tier. */
import type { DatabaseTier, OpenDatabase } from '#ports/database.js'
import type { StoredRun } from '#ports/run_store.js'

/** One series of prices. */
export interface SeriesLine {
  readonly symbol: string
  readonly name: string | null
  readonly timeframe: string
  readonly source: string
  readonly licence: string | null
  readonly rowCount: number
  readonly firstAt: Date | null
  readonly lastAt: Date | null
}

/** One stored backtest. */
export interface RunLine {
  readonly id: string
  readonly startedAt: Date
  /** Names of the strategies, joined by commas. */
  readonly strategies: string
  /** What was traded, joined by commas. */
  readonly symbols: string
  /** First and last date of the run. */
  readonly fromDate: string
  readonly toDate: string
  /** Total return as a fraction. */
  readonly totalReturn: number
  readonly hasReport: boolean
}

/** All that the home page shows. */
export interface Overview {
  readonly tier: DatabaseTier
  readonly postgresVersion: string
  readonly timescaleVersion: string | null
  readonly series: readonly SeriesLine[]
  readonly runs: readonly RunLine[]
}

type RunRow = Pick<StoredRun, 'id' | 'strategies' | 'summary'> & {
  readonly started_at: Date
  readonly has_report: boolean
}

/** The newest runs shown. */
const RUNS_MAX = 20

/** Reads the overview in three short queries. */
export function readOverview(database: OpenDatabase): Promise<Overview> {
  return database.withClient(async (client) => {
    const system = await client.query(
      'select postgres_version, timescale_version from system_capabilities'
    )
    const series = await client.query<SeriesLine>(
      `select i.symbol, i.name, s.timeframe, s.source, s.licence, s.row_count as "rowCount",
              s.first_at as "firstAt", s.last_at as "lastAt"
         from bar_series s join instruments i on i.id = s.instrument_id
        order by i.symbol, s.timeframe`
    )
    const runs = await client.query<RunRow>(
      `select r.id, r.started_at, r.strategies, r.summary,
              exists (select 1 from backtest_artifacts a
                       where a.run_id = r.id and a.kind = 'report_html') as has_report
         from backtest_runs r order by r.started_at desc, r.id limit ${RUNS_MAX}`
    )
    return {
      tier: database.tier,
      postgresVersion: system.rows[0].postgres_version,
      timescaleVersion: system.rows[0].timescale_version,
      series: series.rows,
      runs: runs.rows.map((row) => ({
        id: row.id,
        startedAt: row.started_at,
        strategies: row.strategies.map((strategy) => strategy.id).join(', '),
        symbols: row.summary.symbols.join(', '),
        fromDate: row.summary.fromDate,
        toDate: row.summary.toDate,
        totalReturn: row.summary.totalReturn,
        hasReport: row.has_report,
      })),
    }
  })
}
