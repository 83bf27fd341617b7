import { isPrice } from '../values/price.js'

/**
 * The prices of one instrument over one timeframe.
 *
 * `startMs` is the START of the bar in UTC epoch milliseconds; daily and weekly bars carry their
 * (first) session date at 00:00:00Z. A bar is visible to a strategy only when it has ended.
 * Prices are above zero in the instrument's currency; volume is in units of the instrument, 0 or more.
 */
export interface Bar {
  readonly startMs: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** A series of bars as columns of equal length, ascending by `startMs`. */
export interface BarColumns {
  readonly count: number
  readonly startMs: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/** What is wrong with a bar, in words that name the field, or `null` when nothing is. */
export function barFault(bar: Bar): string | null {
  if (!Number.isSafeInteger(bar.startMs)) return `start ${bar.startMs} is not a whole millisecond`
  for (const field of ['open', 'high', 'low', 'close'] as const) {
    if (!isPrice(bar[field])) return `${field} must be above 0, was ${bar[field]}`
  }
  if (!(bar.volume >= 0 && bar.volume < Infinity)) {
    return `volume must be 0 or more, was ${bar.volume}`
  }
  if (bar.high < bar.low) return `high ${bar.high} is below low ${bar.low}`
  if (bar.open > bar.high || bar.open < bar.low) {
    return `open ${bar.open} is outside ${bar.low}..${bar.high}`
  }
  if (bar.close > bar.high || bar.close < bar.low) {
    return `close ${bar.close} is outside ${bar.low}..${bar.high}`
  }
  return null
}
