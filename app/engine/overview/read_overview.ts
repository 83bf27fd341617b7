/** What the home page shows: price series, stored runs, and the database's tier. */
import type { DatabaseTier, OpenDatabase } from '#ports/database.js'

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
  readonly status: string
  readonly startedAt: Date
  /** Names of the strategies, joined by commas. */
  readonly strategies: string
  /** Total return as a fraction, null when the run has no metrics. */
  readonly totalReturn: number | null
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
    const runs = await client.query(
      `select r.id, r.status, r.started_at, r.strategies, r.metrics,
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
        status: row.status,
        startedAt: row.started_at,
        strategies: strategyNames(row.strategies),
        totalReturn: totalReturn(row.metrics),
        hasReport: row.has_report,
      })),
    }
  })
}

function strategyNames(value: unknown): string {
  const list = Array.isArray(value) ? value : [value]
  return list.map((entry) => String(entry?.name ?? entry?.plugin ?? entry?.id ?? entry)).join(', ')
}

function totalReturn(metrics: unknown): number | null {
  const value = (metrics as { totalReturn?: unknown } | null)?.totalReturn
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
