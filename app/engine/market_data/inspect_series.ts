import { isDaily } from '#kernel/market/timeframe.js'
import { formatDay } from '#kernel/values/instant.js'
import { closureOn } from '#kernel/calendar/trading_session.js'
import { venueOf } from '#kernel/instrument/venue.js'
import type { BarSeries } from '#ports/bar_store.js'
import type { MarketDataPorts } from '#ports/market_data.js'
import { formatStart } from './format_start.js'
import { describeGap } from './session_check.js'
import { inspectBars, type BarsInspection } from './inspect_bars.js'
import { loadSeries } from './load_series.js'

const LISTED_MAX = 10

/** A series and what a look over it found; `inspection` is `null` when it has no bars. */
export interface InspectedSeries {
  readonly series: BarSeries
  readonly contentHash: string | null
  readonly inspection: BarsInspection | null
}

/** Looks over every bar of a stored series, knowing the splits that are stored. */
export async function inspectSeries(
  ports: MarketDataPorts,
  series: BarSeries
): Promise<InspectedSeries> {
  const { symbol, timeframe } = series
  const loaded = await loadSeries(ports, symbol, timeframe)
  if (!loaded.ok) return { series, contentHash: null, inspection: null }
  const actions = await ports.store.listActions(symbol)
  const splits = actions.flatMap(({ action }) => (action.type === 'split' ? [action] : []))
  const venue = venueOf(symbol)
  const inspection = inspectBars(ports.cache.read(loaded.value.path), { timeframe, venue, splits })
  return { series: loaded.value.series, contentHash: loaded.value.contentHash, inspection }
}

/** An inspected series as lines of text; lists the first ten gaps and suspicious bars. */
export function describeInspected({ series, contentHash, inspection }: InspectedSeries): string[] {
  const { symbol, timeframe } = series
  const of = venueOf(symbol)
  if (inspection === null) return [`${symbol} ${timeframe}: no bars`]
  const { min, median, max } = inspection.barsPerDay
  const perDay = `, ${min}/${median}/${max} bars a day (fewest/median/most)`
  const gaps = inspection.gaps.map(describeGap)
  const missing = inspection.gaps.reduce((sum, gap) => sum + gap.sessions, 0)
  const closed = inspection.closedDays.map((day) => `${formatDay(day)}: ${closureOn(of, day)}`)
  const suspicious = inspection.suspicious.map(
    (bar) => `${formatStart(bar.startMs, timeframe)}: ${bar.reason}`
  )
  return [
    `${symbol} ${timeframe}: ${plural(series.rowCount, 'bar')}, ` +
      `${formatStart(series.firstMs!, timeframe)} to ${formatStart(series.lastMs!, timeframe)}, ` +
      `${plural(inspection.days, 'day')}${isDaily(timeframe) ? '' : perDay}`,
    `  source: ${series.source}`,
    `  licence: ${series.licence}; revision ${series.revision}; content ${contentHash!.slice(0, 12)}`,
    `  ${plural(missing, 'session')} without a bar${missing > 0 ? `, in ${plural(gaps.length, 'gap')}` : ''}`,
    ...firstOf(gaps),
    ...(closed.length > 0 ? [`  bars on ${plural(closed.length, 'date')} without a session`] : []),
    ...firstOf(closed),
    `  ${plural(suspicious.length, 'suspicious bar')}`,
    ...firstOf(suspicious),
  ]
}

/** An inspected series for JSON, with days and starts as text. */
export function toJson({ series, contentHash, inspection }: InspectedSeries) {
  return {
    ...series,
    contentHash,
    inspection: inspection && {
      ...inspection,
      gaps: inspection.gaps.map(({ firstDay, lastDay, sessions }) => ({
        first: formatDay(firstDay),
        last: formatDay(lastDay),
        sessions,
      })),
      closedDays: inspection.closedDays.map(formatDay),
      suspicious: inspection.suspicious.map(({ startMs, reason }) => ({
        start: formatStart(startMs, series.timeframe),
        reason,
      })),
    },
  }
}

function firstOf(lines: readonly string[]): string[] {
  const more = lines.length - LISTED_MAX
  return [
    ...lines.slice(0, LISTED_MAX).map((line) => `    ${line}`),
    ...(more > 0 ? [`    and ${more} more (all with --json)`] : []),
  ]
}

function plural(value: number, noun: string): string {
  return `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`
}
