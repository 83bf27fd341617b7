/** How the returns of closed trades spread, in bins that never mix gains with losses. */
import type { TradeSummary } from '#kernel/metric/trade_summary.js'

const BINS_WANTED = 24

/**
 * Counts closed trades by return fraction. The bin width is 1, 2 or 5 times a power of ten and zero is
 * always an edge; bin i holds edges[i] <= r < edges[i + 1]. Empty without a closed trade.
 */
export function distributionOf(trades: readonly TradeSummary[]): {
  edges: number[]
  count: number[]
} {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const trade of trades) {
    if (trade.open) continue
    low = Math.min(low, trade.returnFraction)
    high = Math.max(high, trade.returnFraction)
  }
  if (low > high) return { edges: [], count: [] }
  const width = niceWidth((high - low || Math.abs(high) || 0.01) / BINS_WANTED)
  const first = Math.floor(low / width)
  const bins = Math.floor(high / width) - first + 1
  const count = new Array<number>(bins).fill(0)
  for (const trade of trades) {
    if (!trade.open) count[Math.floor(trade.returnFraction / width) - first]!++
  }
  const edges = Array.from({ length: bins + 1 }, (_, i) =>
    Number(((first + i) * width).toPrecision(10))
  )
  return { edges, count }
}

function niceWidth(rough: number): number {
  const power = Math.pow(10, Math.floor(Math.log10(rough)))
  const lead = rough / power
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10)
}
