/**
 * One closed bar of one instrument, as a strategy sees it.
 *
 * Prices are in the instrument's currency, volume in units of the instrument. A bar is shown only
 * when it has ended. The engine fills the same object again for the next bar of the instrument:
 * read it during the call, copy the numbers you want to keep, and use `context.history` for the past.
 */
export interface Bar {
  /** Market and code: `US.AAPL`, `HK.00700`. */
  readonly symbol: string
  /** Start of the bar, UTC epoch milliseconds. Daily and weekly bars carry their session date at 00:00:00Z. */
  readonly startMs: number
  /** End of the bar, UTC epoch milliseconds: the moment at which it is shown, equal to `context.now`. */
  readonly endMs: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Best bid and ask of an instrument. Quotes reach a strategy in paper and live trading only. */
export interface Quote {
  readonly symbol: string
  /** UTC epoch milliseconds. */
  readonly atMs: number
  readonly bid: number
  readonly ask: number
  /** Units of the instrument shown at the bid and at the ask. */
  readonly bidSize: number
  readonly askSize: number
}

/**
 * The last bars of one instrument, the bar being shown included.
 *
 * `back` counts bars into the past: 0 is the bar being shown, 1 the one before it. Asking for a bar
 * that has not been seen, or is no longer kept, throws a RangeError: look at `length` first.
 */
export interface History {
  /** How many bars can be asked for. Grows from 0 to `historyBars` of the strategy. */
  readonly length: number
  startMs(back: number): number
  open(back: number): number
  high(back: number): number
  low(back: number): number
  close(back: number): number
  volume(back: number): number
  /** A fresh array of the last `count` values, oldest first. Throws a RangeError when fewer are kept. */
  opens(count: number): Float64Array
  highs(count: number): Float64Array
  lows(count: number): Float64Array
  closes(count: number): Float64Array
  volumes(count: number): Float64Array
}
