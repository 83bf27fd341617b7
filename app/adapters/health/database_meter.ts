import type { DatabaseMeter, DatabasePulse } from '#ports/health.js'
import type { OpenDatabase } from '#ports/database.js'
import { epochMs } from '#ports/sql_time.js'

/** An answer that takes longer is none. */
const PATIENCE_MS = 2_500

/** One short question to the database, through the pool that everybody uses: that it is used up counts as slow. */
export class PostgresMeter implements DatabaseMeter {
  constructor(private readonly database: OpenDatabase) {}

  async read(): Promise<DatabasePulse> {
    const patience = Promise.withResolvers<never>()
    const timer = setTimeout(
      () => patience.reject(new Error(`no answer within ${PATIENCE_MS / 1_000} s`)),
      PATIENCE_MS
    )
    try {
      return await Promise.race([this.#read(), patience.promise])
    } finally {
      clearTimeout(timer)
    }
  }

  #read(): Promise<DatabasePulse> {
    return this.database.withClient(async (client) => {
      const before = { wallMs: Date.now(), ms: performance.now() }
      const { rows } = await client.query<{ nowMs: number; waiting: number; oldestMs: number }>(
        `select ${epochMs('clock_timestamp()')} as "nowMs", count(*)::int as waiting,
                coalesce(extract(epoch from clock_timestamp() - min(written_at)) * 1000, 0)::float8
                  as "oldestMs"
           from trading_commands where status = 'waiting'`
      )
      const roundTripMs = performance.now() - before.ms
      const { nowMs, waiting, oldestMs } = rows[0]!
      return {
        roundTripMs: Math.round(roundTripMs * 10) / 10,
        skewMs: Math.round(Number(nowMs) - (before.wallMs + roundTripMs / 2)),
        waiting,
        oldestMs: Math.max(0, Math.round(oldestMs)),
      }
    })
  }
}
