/** How much of the time capital was at work, and how often it was turned over. */
import { YEAR_MS } from './annual_return.js'
import { entryValueOf, exitValueOf, type TradeSummary } from './trade_summary.js'

/**
 * Exposure: share of the marks, 0..1, in whose bar a position was held. A bar reaches from the mark
 * before to its own mark; one moment of holding counts it whole. Null without marks.
 * `endMs` is the time of each equity mark, ascending.
 */
export function exposure(trades: readonly TradeSummary[], endMs: Float64Array): number | null {
  const n = endMs.length
  if (n === 0) return null
  const held = inOrderOfEntry(trades)
  let marks = 0
  let next = 0
  for (const trade of held) {
    const to = trade.exitMs ?? Number.POSITIVE_INFINITY
    // First bar not yet counted whose mark is at or after the entry.
    next = Math.max(next, firstAtOrAfter(endMs, trade.entryMs))
    while (next < n && (next === 0 || endMs[next - 1]! < to)) {
      marks++
      next++
    }
  }
  return marks / n
}

/**
 * Turnover per year: half of all value traded (entries and exits) / mean equity / years, where a year
 * is 365.25 days; 1 = the whole equity was bought and sold once a year. Null when no time passed or
 * the mean equity is not above zero.
 */
export function annualTurnover(input: {
  trades: readonly TradeSummary[]
  meanEquity: number
  elapsedMs: number
}): number | null {
  if (!(input.meanEquity > 0) || !(input.elapsedMs > 0)) return null
  let traded = 0
  for (const trade of input.trades) traded += entryValueOf(trade) + exitValueOf(trade)
  return traded / 2 / input.meanEquity / (input.elapsedMs / YEAR_MS)
}

function inOrderOfEntry(trades: readonly TradeSummary[]): readonly TradeSummary[] {
  for (let i = 1; i < trades.length; i++) {
    if (trades[i]!.entryMs < trades[i - 1]!.entryMs) {
      return [...trades].sort((a, b) => a.entryMs - b.entryMs)
    }
  }
  return trades
}

function firstAtOrAfter(times: Float64Array, atMs: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! < atMs) low = middle + 1
    else high = middle
  }
  return low
}
