/** What the statistics need to know of one trade. Plain data, ready for JSON. */

/**
 * A trade runs from flat to flat in one symbol of one strategy: it opens with the first fill, grows
 * and shrinks at average cost, and closes when nothing is left; a fill that crosses through zero
 * closes one trade and opens the next. Amounts are in account currency units.
 */
export interface TradeSummary {
  strategy: string
  symbol: string
  side: 'long' | 'short'
  /** Largest quantity held, above 0. */
  quantity: number
  /** Time of the first fill, UTC epoch milliseconds. */
  entryMs: number
  /** Time of the fill that closed it; null while open. */
  exitMs: number | null
  /** Average price of the fills that opened it, in the instrument's currency. */
  entryPrice: number
  /** Average price of the fills that closed it; null while nothing was closed. */
  exitPrice: number | null
  /** Profit or loss after fees; for an open trade, marked at the last price. */
  pnl: number
  /** pnl / value at entry, a fraction. */
  returnFraction: number
  /** Commission and charges of all its fills, 0 or above. */
  fees: number
  /** Bars between first and last fill. */
  barsHeld: number
  open: boolean
  /**
   * Value at entry and exit in account currency, where price times quantity is not it (multiplier,
   * other currency). Left out, price times quantity stands.
   */
  entryValue?: number
  exitValue?: number
}

/** Value at entry in account currency units, 0 or above. */
export function entryValueOf(trade: TradeSummary): number {
  return Math.abs(trade.entryValue ?? trade.quantity * trade.entryPrice)
}

/** Value at exit in account currency units, 0 or above; 0 while nothing was closed. */
export function exitValueOf(trade: TradeSummary): number {
  if (trade.exitValue !== undefined) return Math.abs(trade.exitValue)
  return trade.exitPrice === null ? 0 : Math.abs(trade.quantity * trade.exitPrice)
}
