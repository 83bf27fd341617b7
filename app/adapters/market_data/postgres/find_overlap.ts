import type { ClientBase } from 'pg'
import { isDaily, TIMEFRAME_MS } from '#kernel/market/timeframe.js'
import type { BarSeries, BarsOverlap } from '#ports/bar_store.js'

/** What an import brought: how many bars, and the starts of the first and the last. */
export interface Span {
  firstMs: number
  lastMs: number
  count: number
}

/**
 * The first pair of bars closer than one timeframe, among the new ones and their stored neighbours.
 *
 * A file is checked in itself while it is read, so an append can only clash with the last stored bar.
 */
export async function findOverlap(
  client: ClientBase,
  series: BarSeries,
  span: Span
): Promise<BarsOverlap | null> {
  if (isDaily(series.timeframe) || series.lastMs === null || span.count === 0) return null
  const lengthMs = TIMEFRAME_MS[series.timeframe]
  const isAppend = span.firstMs > series.lastMs
  const fromMs = isAppend ? series.lastMs : span.firstMs - lengthMs
  const toMs = isAppend ? span.firstMs : span.lastMs + lengthMs
  const { rows } = await client.query<{ previous_ms: number; start_ms: number }>(
    `select extract(epoch from previous)::float8 * 1000 as previous_ms,
            extract(epoch from ts)::float8 * 1000 as start_ms
       from (select ts, lag(ts) over (order by ts) as previous from bars
              where series_id = $1 and ts between $2 and $3) near
      where ts - previous < make_interval(secs => $4) order by ts limit 1`,
    [series.id, new Date(fromMs), new Date(toMs), lengthMs / 1000]
  )
  const first = rows[0]
  if (!first) return null
  return {
    type: 'bars_overlap',
    previousMs: Math.round(first.previous_ms),
    startMs: Math.round(first.start_ms),
  }
}
