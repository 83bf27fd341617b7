import type { ClientBase } from 'pg'
import { isTimeframe, type Timeframe } from '#kernel/market/timeframe.js'
import type { BarSeries } from '#ports/bar_store.js'

interface SeriesRow {
  id: number
  symbol: string
  timeframe: string
  source: string
  licence: string
  revision: number
  row_count: string
  first_ms: number | null
  last_ms: number | null
  updated_at: string
}

const SELECT = `
  select s.id, i.symbol, s.timeframe, s.source, coalesce(s.licence, 'not stated') as licence, s.revision, s.row_count::text,
         extract(epoch from s.first_at)::float8 * 1000 as first_ms,
         extract(epoch from s.last_at)::float8 * 1000 as last_ms,
         to_char(s.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as updated_at
    from bar_series s join instruments i on i.id = s.instrument_id`

/** All series, by symbol and from the shortest timeframe to the longest. */
export async function selectSeries(client: ClientBase): Promise<BarSeries[]> {
  const { rows } = await client.query<SeriesRow>(`${SELECT} order by i.symbol, s.id`)
  return rows.map(toSeries)
}

/** One series, or `null`. With `lock`, nobody else may change it until the transaction ends. */
export async function selectOneSeries(
  client: ClientBase,
  symbol: string,
  timeframe: Timeframe,
  lock = false
): Promise<BarSeries | null> {
  const { rows } = await client.query<SeriesRow>(
    `${SELECT} where i.symbol = $1 and s.timeframe = $2 ${lock ? 'for update of s' : ''}`,
    [symbol, timeframe]
  )
  return rows[0] ? toSeries(rows[0]) : null
}

function toSeries(row: SeriesRow): BarSeries {
  if (!isTimeframe(row.timeframe)) {
    throw new Error(`series ${row.id} has the unknown timeframe "${row.timeframe}"`)
  }
  return {
    id: Number(row.id),
    symbol: row.symbol,
    timeframe: row.timeframe,
    source: row.source,
    licence: row.licence,
    revision: Number(row.revision),
    rowCount: Number(row.row_count),
    firstMs: row.first_ms === null ? null : Math.round(row.first_ms),
    lastMs: row.last_ms === null ? null : Math.round(row.last_ms),
    updatedAt: row.updated_at,
  }
}
