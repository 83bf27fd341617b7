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
  const closed: TradeSummary[] = []
  let fees = 0
  let openProfit = 0
  for (const trade of trades) {
    fees += trade.fees
    if (trade.open || trade.exitMs === null) openProfit += trade.pnl
    else closed.push(trade)
  }
  inOrderOfExit(closed)
  const tally = tallyOf(closed)
  const n = closed.length
  const perTrade = (sum: number) => (n === 0 ? null : sum / n)
  const averageWin = tally.won === 0 ? null : tally.grossProfit / tally.won
  const averageLoss = tally.lost === 0 ? null : tally.grossLoss / tally.lost
  const payoff = averageWin === null || averageLoss === null ? null : averageWin / -averageLoss
  const winRate = perTrade(tally.won)
  return {
    closed: n,
    open: trades.length - n,
    long: tally.long,
    short: n - tally.long,
    won: tally.won,
    lost: tally.lost,
    even: n - tally.won - tally.lost,
    winRate,
    netProfit: tally.grossProfit + tally.grossLoss,
    grossProfit: tally.grossProfit,
    grossLoss: tally.grossLoss,
    fees,
    openProfit,
    averageWin,
    averageLoss,
    largestWin: tally.won === 0 ? null : tally.highest,
    largestLoss: tally.lost === 0 ? null : tally.lowest,
    payoff,
    profitFactor: tally.grossLoss === 0 ? null : tally.grossProfit / -tally.grossLoss,
    profitFactorOfReturns:
      tally.fractionsLost === 0 ? null : tally.fractionsWon / -tally.fractionsLost,
    expectancy: perTrade(tally.grossProfit + tally.grossLoss),
    averageReturn: perTrade(tally.fractionsWon + tally.fractionsLost),
    bestReturn: n === 0 ? null : tally.bestReturn,
    worstReturn: n === 0 ? null : tally.worstReturn,
    kelly: payoff === null || winRate === null ? null : winRate - (1 - winRate) / payoff,
    systemQuality: systemQuality(closed, tally.grossProfit + tally.grossLoss),
    longestWinningRun: tally.longestWinningRun,
    longestLosingRun: tally.longestLosingRun,
    averageBarsHeld: perTrade(tally.bars),
    averageDaysHeld: perTrade(tally.heldMs / DAY_MS),
    longestDaysHeld: n === 0 ? null : tally.longestMs / DAY_MS,
  }
}

// Runs hand trades over in order of entry, which is mostly the order of exit: look before sorting.
function inOrderOfExit(closed: TradeSummary[]): void {
  for (let i = 1; i < closed.length; i++) {
    if (closed[i]!.exitMs! < closed[i - 1]!.exitMs!) {
      closed.sort((a, b) => a.exitMs! - b.exitMs!)
      return
    }
  }
}

/** All sums in one pass over the closed trades. */
function tallyOf(closed: readonly TradeSummary[]) {
  const tally = {
    long: 0,
    won: 0,
    lost: 0,
    grossProfit: 0,
    grossLoss: 0,
    highest: Number.NEGATIVE_INFINITY,
    lowest: Number.POSITIVE_INFINITY,
    fractionsWon: 0,
    fractionsLost: 0,
    bestReturn: Number.NEGATIVE_INFINITY,
    worstReturn: Number.POSITIVE_INFINITY,
    longestWinningRun: 0,
    longestLosingRun: 0,
    bars: 0,
    heldMs: 0,
    longestMs: 0,
  }
  let winning = 0
  let losing = 0
  for (const trade of closed) {
    const { pnl, returnFraction } = trade
    if (trade.side === 'long') tally.long++
    winning = pnl > 0 ? winning + 1 : 0
    losing = pnl < 0 ? losing + 1 : 0
    if (pnl > 0) {
      tally.won++
      tally.grossProfit += pnl
    } else if (pnl < 0) {
      tally.lost++
      tally.grossLoss += pnl
    }
    if (returnFraction > 0) tally.fractionsWon += returnFraction
    else tally.fractionsLost += returnFraction
    const heldMs = trade.exitMs! - trade.entryMs
    tally.bars += trade.barsHeld
    tally.heldMs += heldMs
    tally.longestMs = Math.max(tally.longestMs, heldMs)
    tally.longestWinningRun = Math.max(tally.longestWinningRun, winning)
    tally.longestLosingRun = Math.max(tally.longestLosingRun, losing)
    tally.highest = Math.max(tally.highest, pnl)
    tally.lowest = Math.min(tally.lowest, pnl)
    tally.bestReturn = Math.max(tally.bestReturn, returnFraction)
    tally.worstReturn = Math.min(tally.worstReturn, returnFraction)
  }
  return tally
}

function systemQuality(closed: readonly TradeSummary[], sum: number): number | null {
  const n = closed.length
  if (n < 2) return null
  const centre = sum / n
  let squares = 0
  for (const trade of closed) squares += (trade.pnl - centre) ** 2
  const deviation = Math.sqrt(squares / (n - 1))
  if (deviation <= Math.abs(centre) * 1e-14) return null
  return (Math.sqrt(n) * centre) / deviation
}
