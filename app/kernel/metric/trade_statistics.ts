/** Statistics of closed trades. Money in account currency units, after fees. */
import { DAY_MS } from '../values/instant.js'
import type { TradeSummary } from './trade_summary.js'

/** Null marks a figure the trades cannot give (no trade, no loss to divide by). */
export interface TradeStatistics {
  /** Closed trades; the figures below are of these. */
  closed: number
  open: number
  long: number
  short: number
  won: number
  lost: number
  /** Closed without gain or loss. */
  even: number
  /** won / closed, 0..1. */
  winRate: number | null
  /** Sum of pnl of closed trades. */
  netProfit: number
  /** Sum of winners, 0 or above, and of losers, 0 or below. */
  grossProfit: number
  grossLoss: number
  /** Fees of all trades, open ones included. */
  fees: number
  /** Mark-to-market result of the open trades. */
  openProfit: number
  averageWin: number | null
  averageLoss: number | null
  largestWin: number | null
  largestLoss: number | null
  /** averageWin / |averageLoss|. */
  payoff: number | null
  /** grossProfit / |grossLoss|. */
  profitFactor: number | null
  /** The same ratio over the trades' return fractions, as backtesting.py prints it. */
  profitFactorOfReturns: number | null
  /** Mean pnl of a trade: what one more trade is worth were the past to repeat. */
  expectancy: number | null
  /** Mean return fraction of a trade. */
  averageReturn: number | null
  bestReturn: number | null
  worstReturn: number | null
  /** winRate - (1 - winRate) / payoff (Kelly 1956). */
  kelly: number | null
  /** System quality number: sqrt(n) * mean(pnl) / std(pnl), ddof = 1 (Tharp 2008). */
  systemQuality: number | null
  longestWinningRun: number
  longestLosingRun: number
  averageBarsHeld: number | null
  averageDaysHeld: number | null
  longestDaysHeld: number | null
}

/** Summarises trades in order of their exit; open ones count only in `open`, `openProfit`, `fees`. */
export function tradeStatistics(trades: readonly TradeSummary[]): TradeStatistics {
  const closed = trades
    .filter((trade) => !trade.open && trade.exitMs !== null)
    .sort((a, b) => a.exitMs! - b.exitMs!)
  const openTrades = trades.filter((trade) => trade.open || trade.exitMs === null)
  const wins = closed.filter((trade) => trade.pnl > 0)
  const losses = closed.filter((trade) => trade.pnl < 0)
  const n = closed.length
  const pnl = closed.map((trade) => trade.pnl)
  const fractions = closed.map((trade) => trade.returnFraction)
  const grossProfit = sum(wins.map((trade) => trade.pnl))
  const grossLoss = sum(losses.map((trade) => trade.pnl))
  const averageWin = wins.length === 0 ? null : grossProfit / wins.length
  const averageLoss = losses.length === 0 ? null : grossLoss / losses.length
  const payoff = averageWin === null || averageLoss === null ? null : averageWin / -averageLoss
  const winRate = n === 0 ? null : wins.length / n
  const days = closed.map((trade) => (trade.exitMs! - trade.entryMs) / DAY_MS)
  return {
    closed: n,
    open: openTrades.length,
    long: closed.filter((trade) => trade.side === 'long').length,
    short: closed.filter((trade) => trade.side === 'short').length,
    won: wins.length,
    lost: losses.length,
    even: n - wins.length - losses.length,
    winRate,
    netProfit: grossProfit + grossLoss,
    grossProfit,
    grossLoss,
    fees: sum(trades.map((trade) => trade.fees)),
    openProfit: sum(openTrades.map((trade) => trade.pnl)),
    averageWin,
    averageLoss,
    largestWin: largest(wins.map((trade) => trade.pnl)),
    largestLoss: smallest(losses.map((trade) => trade.pnl)),
    payoff,
    profitFactor: grossLoss === 0 ? null : grossProfit / -grossLoss,
    profitFactorOfReturns: factor(fractions),
    expectancy: average(pnl),
    averageReturn: average(fractions),
    bestReturn: largest(fractions),
    worstReturn: smallest(fractions),
    kelly: payoff === null || winRate === null ? null : winRate - (1 - winRate) / payoff,
    systemQuality: systemQuality(pnl),
    longestWinningRun: longestRun(pnl, (value) => value > 0),
    longestLosingRun: longestRun(pnl, (value) => value < 0),
    averageBarsHeld: average(closed.map((trade) => trade.barsHeld)),
    averageDaysHeld: average(days),
    longestDaysHeld: largest(days),
  }
}

function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}

function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length
}

// Loops in place of Math.max(...values): a spread of 100,000 trades overflows the stack.
function largest(values: readonly number[]): number | null {
  let best: number | null = null
  for (const value of values) if (best === null || value > best) best = value
  return best
}

function smallest(values: readonly number[]): number | null {
  let worst: number | null = null
  for (const value of values) if (worst === null || value < worst) worst = value
  return worst
}

function factor(values: readonly number[]): number | null {
  const loss = sum(values.filter((value) => value < 0))
  return loss === 0 ? null : sum(values.filter((value) => value > 0)) / -loss
}

function longestRun(values: readonly number[], belongs: (value: number) => boolean): number {
  let longest = 0
  let current = 0
  for (const value of values) {
    current = belongs(value) ? current + 1 : 0
    if (current > longest) longest = current
  }
  return longest
}

function systemQuality(pnl: readonly number[]): number | null {
  const n = pnl.length
  if (n < 2) return null
  const centre = sum(pnl) / n
  const variance = sum(pnl.map((value) => (value - centre) ** 2)) / (n - 1)
  const deviation = Math.sqrt(variance)
  if (deviation <= Math.abs(centre) * 1e-14) return null
  return (Math.sqrt(n) * centre) / deviation
}
