import type { BarColumns } from '#kernel/market/bar.js'
import type { Timeframe } from '#kernel/market/timeframe.js'

/** The bars that a market has told already, for whoever begins to listen and has to catch up. */
export interface BarHistory {
  /**
   * The market's present on the time line of its bars, UTC epoch ms. That is now, except where old prices are
   * told as if they were today's: there bars keep the time in which they were.
   */
  presentMs(): number
  /**
   * The last bars of a symbol that have ended at or before `beforeMs`, oldest first; fewer than `count` where
   * there are no more, and none for an unknown symbol. Bars that the market tells later begin after them.
   *
   * Rejects with a RangeError for a `count` below 0 or not whole, and for a timeframe that the market's bars
   * cannot make.
   */
  last(symbol: string, timeframe: Timeframe, count: number, beforeMs: number): Promise<BarColumns>
}
