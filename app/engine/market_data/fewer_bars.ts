import type { BarColumns } from '#kernel/market/bar.js'

/** Bars of which each may stand for several that follow each other. */
export interface FewerBars {
  /** How many stored bars one of these stands for; the last may stand for fewer. */
  readonly barsInOne: number
  readonly startMs: number[]
  readonly open: number[]
  readonly high: number[]
  readonly low: number[]
  readonly close: number[]
  readonly volume: number[]
}

/**
 * At most `points` bars out of many: equal numbers of neighbours become one, with the first open, the
 * extremes, the last close and all of the volume. No extreme is lost. `points` is a whole number above 0.
 */
export function fewerBars(bars: BarColumns, points: number): FewerBars {
  const barsInOne = Math.max(1, Math.ceil(bars.count / points))
  const few: FewerBars = {
    barsInOne,
    startMs: [],
    open: [],
    high: [],
    low: [],
    close: [],
    volume: [],
  }
  for (let from = 0; from < bars.count; from += barsInOne) {
    const last = Math.min(from + barsInOne, bars.count) - 1
    let high = -Infinity
    let low = Infinity
    let volume = 0
    for (let k = from; k <= last; k++) {
      high = Math.max(high, bars.high[k]!)
      low = Math.min(low, bars.low[k]!)
      volume += bars.volume[k]!
    }
    few.startMs.push(bars.startMs[from]!)
    few.open.push(bars.open[from]!)
    few.high.push(high)
    few.low.push(low)
    few.close.push(bars.close[last]!)
    few.volume.push(volume)
  }
  return few
}
