import { priceText } from '#kernel/values/price.js'
import type { MarketReport } from '#ports/market_board.js'
import type { MarketDataStatus } from './market_data_service.js'
import { priceOf } from './tick_check.js'

/** The state of live prices for other processes. */
export function reportOf(
  { feed, instruments, listeners, refused, late }: MarketDataStatus,
  around: Pick<MarketReport, 'process' | 'atMs' | 'missing' | 'stored' | 'sharedBy'>
): MarketReport {
  return {
    ...around,
    feed,
    instruments: instruments.map(
      ({ symbol, listeners: count, freshness, latest, refused: bad }) => {
        const price = latest === null ? null : priceOf(latest)
        return {
          symbol,
          listeners: count,
          freshness,
          price,
          atMs: latest?.atMs ?? null,
          refused: bad,
        }
      }
    ),
    refused,
    late,
    listeners,
  }
}

/** A report older than this is of a process that has ended, or whose database was away, in ms. */
const REPORT_AGE_MAX_MS = 15_000

/** A report as lines for a person. */
export function reportLines(report: MarketReport | null, nowMs: number): string[] {
  if (report === null) return ['live prices: none so far']
  const agoMs = Math.max(0, nowMs - report.atMs)
  const isOld = agoMs > REPORT_AGE_MAX_MS
  const by = `process ${report.process}, ${secondsOf(agoMs)} ago`
  const { stored } = report
  return [
    `live prices: feed ${report.feed} (${isOld ? `not told any more since ${by}` : by})`,
    ...report.instruments.map(({ symbol, freshness, price, atMs, refused, listeners }) => {
      const last = price === null ? 'no price' : priceText(price)
      const at = atMs === null ? 'no quote yet' : `${last}, ${secondsOf(report.atMs - atMs)} old`
      return `  ${symbol}: ${freshness}, ${at}, ${listeners} listen${countsOf(', refused', refused)}`
    }),
    ...report.missing.map((symbol) => `  ${symbol}: the feed does not have it`),
    `  ticks refused${countsOf('', report.refused) || ' none'}; ${report.late} too late for their bar`,
    `  ticks stored ${stored.written}, waiting ${stored.waiting}, not stored ${stored.dropped}` +
      (stored.failure === null ? '' : ` (${stored.failure})`),
    `  latest quotes shared by ${report.sharedBy ?? 'nothing now'}`,
    ...report.listeners
      .filter(({ waiting, dropped }) => waiting + dropped > 0)
      .map(({ name, waiting, dropped }) => `  ${name}: ${waiting} wait, ${dropped} dropped`),
  ]
}

function countsOf(head: string, counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([reason, count]) => `${reason} ${count}`)
  return parts.length === 0 ? '' : `${head} ${parts.join(', ')}`
}

function secondsOf(ms: number): string {
  return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`
}
