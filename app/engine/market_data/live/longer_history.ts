import { venueOf } from '#kernel/instrument/venue.js'
import type { Bar, BarColumns } from '#kernel/market/bar.js'
import { BarBuilder } from '#kernel/market/bar_builder.js'
import { barsOf, columnsOf } from '#kernel/market/columns.js'
import { barEndMs, TIMEFRAME_MS, type Timeframe } from '#kernel/market/timeframe.js'
import type { BarHistory } from '#ports/bar_history.js'

/** History of one timeframe, and of all longer ones built of it. */
export class LongerHistory implements BarHistory {
  /** `from` is the timeframe of the bars that `history` has. */
  constructor(
    private readonly history: BarHistory,
    private readonly from: Timeframe
  ) {}

  presentMs(): number {
    return this.history.presentMs()
  }

  async last(
    symbol: string,
    timeframe: Timeframe,
    count: number,
    beforeMs: number
  ): Promise<BarColumns> {
    const { from } = this
    if (timeframe === from) return this.history.last(symbol, from, count, beforeMs)
    const ratio = TIMEFRAME_MS[timeframe] / TIMEFRAME_MS[from]
    if (ratio < 1) throw new RangeError(`${timeframe} bars cannot be built of ${from} bars`)
    // Two more than asked for: the first may lack its beginning, and the last may not have ended.
    const asked = (count + 2) * ratio
    const short = await this.history.last(symbol, from, asked, beforeMs)
    const bars = built(symbol, from, timeframe, barsOf(short))
    const whole = bars.slice(short.count === asked ? 1 : 0)
    const ended = whole.filter(({ startMs }) => barEndMs(timeframe, startMs) <= beforeMs)
    return columnsOf(ended.slice(Math.max(0, ended.length - count)))
  }
}

function built(symbol: string, from: Timeframe, to: Timeframe, short: readonly Bar[]): Bar[] {
  const builder = new BarBuilder(to, venueOf(symbol), from)
  const bars = short.map((bar) => builder.addBar(bar))
  return [...bars, builder.flush()].filter((bar) => bar !== null)
}
