import type { Bar, BarColumns } from '#kernel/market/bar.js'
import { columnsOf } from '#kernel/market/columns.js'
import { barEndMs, type Timeframe } from '#kernel/market/timeframe.js'

/** How far a recording has been told. */
export interface ToldSoFar {
  readonly timeframe: Timeframe
  /** What was added to the starts of the bars in each pass over the recording, ascending; the first is 0. */
  readonly shiftsMs: readonly number[]
}

/** The last bars of a recording, passed over several times, that have ended at or before an instant. */
export function lastBars(
  recording: BarColumns,
  { timeframe, shiftsMs }: ToldSoFar,
  { count, beforeMs }: { readonly count: number; readonly beforeMs: number }
): BarColumns {
  const taken: Bar[] = []
  for (const shiftMs of shiftsMs.toReversed()) {
    for (let at = recording.count - 1; at >= 0 && taken.length < count; at--) {
      const startMs = recording.startMs[at]! + shiftMs
      if (barEndMs(timeframe, startMs) > beforeMs) continue
      taken.push({
        startMs,
        open: recording.open[at]!,
        high: recording.high[at]!,
        low: recording.low[at]!,
        close: recording.close[at]!,
        volume: recording.volume[at]!,
      })
    }
  }
  return columnsOf(taken.reverse())
}
