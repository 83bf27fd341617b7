import type { Instrument } from '#kernel/instrument/instrument.js'
import { midnightMs } from '#kernel/instrument/venue.js'
import { isDaily, type Timeframe } from '#kernel/market/timeframe.js'
import { sessionDayOfBar } from '#kernel/market/session.js'
import { DAY_MS, formatDay } from '#kernel/values/instant.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { LoadedSeries } from '#engine/market_data/load_series.js'
import type { ColumnCache } from '#ports/column_cache.js'

/** Most bars before a run that its strategies can warm up with. */
export const WARMUP_BARS_MAX = 10_000

/** The part of a series that a run reads. */
export interface SelectedBars {
  readonly loaded: LoadedSeries
  readonly instrument: Instrument
  /** First bar handed over, warm-up included; first bar of the run; index after the last. */
  readonly fromIndex: number
  readonly firstIndex: number
  readonly toIndex: number
  /** Session dates (day numbers) of the first and the last bar of the run. */
  readonly firstDay: number
  readonly lastDay: number
}

/** Chooses the bars of the session dates asked for, and what comes before them for the warm-up. */
export function selectBars(
  cache: ColumnCache,
  loaded: LoadedSeries,
  instrument: Instrument,
  days: { fromDay: number | null; toDay: number | null }
): Result<SelectedBars, string> {
  const { timeframe, symbol } = loaded.series
  const fromMs =
    days.fromDay === null ? -Infinity : beginningMs(instrument, timeframe, days.fromDay)
  const toMs = days.toDay === null ? Infinity : beginningMs(instrument, timeframe, days.toDay + 1)
  const all = { fromIndex: 0, toIndex: loaded.count }
  const range =
    days.fromDay === null && days.toDay === null ? all : cache.findRange(loaded.path, fromMs, toMs)
  if (range.toIndex <= range.fromIndex) {
    const covered = coverageOf(loaded, instrument)
    return err(`${symbol} has no ${timeframe} bars ${inWords(days)}: they cover ${covered}`)
  }
  const dayAt = (index: number) => {
    const start = cache.read(loaded.path, index, index + 1).startMs[0] as number
    return sessionDayOfBar(instrument.venue, timeframe, start)
  }
  return ok({
    loaded,
    instrument,
    fromIndex: Math.max(0, range.fromIndex - WARMUP_BARS_MAX),
    firstIndex: range.fromIndex,
    toIndex: range.toIndex,
    firstDay: dayAt(range.fromIndex),
    lastDay: dayAt(range.toIndex - 1),
  })
}

/** UTC instant at which a date begins for bars of a timeframe. */
function beginningMs(instrument: Instrument, timeframe: Timeframe, day: number): number {
  return isDaily(timeframe) ? day * DAY_MS : midnightMs(instrument.venue, day)
}

function coverageOf({ series }: LoadedSeries, { venue }: Instrument): string {
  if (series.firstMs === null || series.lastMs === null) return 'nothing'
  const day = (ms: number) => formatDay(sessionDayOfBar(venue, series.timeframe, ms))
  return `${day(series.firstMs)} to ${day(series.lastMs)}`
}

function inWords({ fromDay, toDay }: { fromDay: number | null; toDay: number | null }): string {
  if (fromDay === null) return `until ${formatDay(toDay as number)}`
  if (toDay === null) return `from ${formatDay(fromDay)} on`
  return `from ${formatDay(fromDay)} to ${formatDay(toDay)}`
}
