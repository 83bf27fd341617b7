import { isDaily } from '#kernel/market/timeframe.js'
import { formatDay } from '#kernel/values/instant.js'
import type { Venue } from '#kernel/instrument/venue.js'
import type { BarSeries } from '#ports/bar_store.js'
import type { MarketDataPorts } from '#ports/market_data.js'
import { formatStart } from './format_start.js'
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
  const venue = symbol.slice(0, symbol.indexOf('.')) as Venue
  const inspection = inspectBars(ports.cache.read(loaded.value.path), { timeframe, venue, splits })
  return { series: loaded.value.series, contentHash: loaded.value.contentHash, inspection }
}

/** An inspected series as lines of text; lists the first ten gaps and suspicious bars. */
export function describeInspected({ series, contentHash, inspection }: InspectedSeries): string[] {
  const { symbol, timeframe } = series
  if (inspection === null) return [`${symbol} ${timeframe}: no bars`]
  const { min, median, max } = inspection.barsPerDay
  const perDay = `, ${min}/${median}/${max} bars a day (fewest/median/most)`
  const gaps = inspection.gaps.map(
    (gap) =>
      `${formatDay(gap.afterDay)} to ${formatDay(gap.beforeDay)}: ${gap.weekdays} weekdays missing`
  )
  const suspicious = inspection.suspicious.map(
    (bar) => `${formatStart(bar.startMs, timeframe)}: ${bar.reason}`
  )
  return [
    `${symbol} ${timeframe}: ${plural(series.rowCount, 'bar')}, ` +
      `${formatStart(series.firstMs!, timeframe)} to ${formatStart(series.lastMs!, timeframe)}, ` +
      `${plural(inspection.days, 'day')}${isDaily(timeframe) ? '' : perDay}`,
    `  source: ${series.source}`,
    `  licence: ${series.licence}; revision ${series.revision}; content ${contentHash!.slice(0, 12)}`,
    `  ${plural(gaps.length, 'gap')} of two or more weekdays, ` +
      `${plural(inspection.singleDaysMissing, 'single weekday')} without a bar (holidays, most of them)`,
    ...firstOf(gaps),
    `  ${plural(suspicious.length, 'suspicious bar')}`,
    ...firstOf(suspicious),
  ]
}

/** An inspected series for JSON, with days and starts as text. */
export function toJson({ series, contentHash, inspection }: InspectedSeries): object {
  return {
    ...series,
    contentHash,
    inspection: inspection && {
      ...inspection,
      gaps: inspection.gaps.map(({ afterDay, beforeDay, weekdays }) => ({
        after: formatDay(afterDay),
        before: formatDay(beforeDay),
        weekdays,
      })),
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
