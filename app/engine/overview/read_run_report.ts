/** The stored HTML report of a run. */
import type { OpenDatabase } from '#ports/database.js'

/** A stored artifact: `encoding` is `gzip`, `br`, or anything else for bytes as they are. */
export interface StoredReport {
  readonly encoding: string
  readonly body: Buffer
}

/** Reads the report of a run; null when the run or its report does not exist. */
export function readRunReport(database: OpenDatabase, runId: string): Promise<StoredReport | null> {
  return database.withClient(async (client) => {
    const { rows } = await client.query<StoredReport>(
      `select encoding, body from backtest_artifacts where run_id = $1 and kind = 'report_html'`,
      [runId]
    )
    return rows[0] ?? null
  })
}
