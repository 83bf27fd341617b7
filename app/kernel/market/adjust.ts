import type { CorporateAction } from '../instrument/corporate_action.js'
import { sessionDayOf, type Venue } from '../instrument/venue.js'
import { DAY_MS } from '../values/instant.js'
import type { BarColumns } from './bar.js'
import { isDaily, type Timeframe } from './timeframe.js'

/** What is taken out of the prices: splits alone, or splits and cash dividends. */
export type AdjustMode = 'split' | 'full'

/** How to adjust, and what a bar's day is: the venue's session date for intraday bars. */
export interface AdjustOptions {
  readonly mode: AdjustMode
  readonly venue: Venue
  readonly timeframe: Timeframe
}

/**
 * Back-adjusts raw bars, so that prices before a split or dividend can be compared with those after.
 *
 * For each action, every bar before its ex-date is multiplied:
 * split: price / ratio, volume * ratio; dividend (`full` only): price * (1 - amount / close), where
 * `close` is the raw close of the last bar before the ex-date, in shares of after a split on the same
 * day. Factors multiply up going back in time; the newest bars stay as they are. Actions with no bar
 * before them or none from the ex-date on change nothing. A weekly bar is adjusted when it began before
 * the ex-date, which mixes days: adjust daily bars and resample instead. This is the method of CRSP and Yahoo
 * ("adjusted close"). Volume is adjusted for splits only.
 *
 * Returns new columns; throws RangeError when a dividend is not below the close before it.
 */
export function adjustColumns(
  columns: BarColumns,
  actions: readonly CorporateAction[],
  options: AdjustOptions
): BarColumns {
  const adjusted = copyOf(columns)
  const { count } = columns
  if (count === 0) return adjusted
  const dayOf = (index: number) =>
    isDaily(options.timeframe)
      ? Math.floor(columns.startMs[index]! / DAY_MS)
      : sessionDayOf(options.venue, columns.startMs[index]!)
  const lastDay = dayOf(count - 1)
  const pending = actions
    .filter((action) => action.exDay <= lastDay)
    .filter((action) => options.mode === 'full' || action.type === 'split')
    .sort((a, b) => a.exDay - b.exDay || (a.type === 'split' ? -1 : 1))
  let remaining = pending.length
  let priceFactor = 1
  let volumeFactor = 1
  for (let index = count - 1; index >= 0; index--) {
    const day = remaining > 0 ? dayOf(index) : 0
    const until = remaining
    while (remaining > 0 && pending[remaining - 1]!.exDay > day) remaining--
    let close = columns.close[index]!
    for (let next = remaining; next < until; next++) {
      const action = pending[next]!
      if (action.type === 'split') {
        priceFactor /= action.ratio
        volumeFactor *= action.ratio
        close /= action.ratio
      } else {
        priceFactor *= dividendFactor(action.amount, close)
      }
    }
    adjusted.open[index]! *= priceFactor
    adjusted.high[index]! *= priceFactor
    adjusted.low[index]! *= priceFactor
    adjusted.close[index]! *= priceFactor
    adjusted.volume[index]! *= volumeFactor
  }
  return adjusted
}

function dividendFactor(amount: number, close: number): number {
  if (!(amount < close)) {
    throw new RangeError(`dividend ${amount} is not below the close ${close} before its ex-date`)
  }
  return 1 - amount / close
}

function copyOf(columns: BarColumns): BarColumns {
  const copy = (values: Float64Array) => new Float64Array(values.subarray(0, columns.count))
  return {
    count: columns.count,
    startMs: copy(columns.startMs),
    open: copy(columns.open),
    high: copy(columns.high),
    low: copy(columns.low),
    close: copy(columns.close),
    volume: copy(columns.volume),
  }
}
