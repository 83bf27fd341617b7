import { sessionOn } from '#kernel/calendar/trading_session.js'
import type { Venue } from '#kernel/instrument/venue.js'
import type { Bar } from '#kernel/market/bar.js'
import { barEndMs, isDaily, type Timeframe } from '#kernel/market/timeframe.js'
import { DAY_MS } from '#kernel/values/instant.js'
import type { BarTick, QuoteTick } from '#ports/market_feed.js'

/** Prices of a bar that are told as quotes, one after the other, before the bar itself. */
export const STEPS = 4

/** What a quote of a replay shows around the price. */
export interface ShownMarket {
  /** Between bid and ask, in basis points of the price; 0 or more. */
  readonly spreadBps: number
  /** Units at the bid and at the ask. */
  readonly shownSize: number
}

/**
 * The prices of a bar in the order in which they are told: a rising or unchanged bar saw its low first, a
 * falling one its high. Nobody knows the real way.
 */
export function pathOf({ open, high, low, close }: Bar): readonly number[] {
  return close >= open ? [open, low, high, close] : [open, high, low, close]
}

/**
 * When the steps of a recorded bar were, and its end: the open at its start, the extremes after a third and
 * two thirds, the close in the last millisecond. Daily prices lie within the venue's session of their date;
 * the bar itself ends as in a backtest, with its date. Weekly prices lie in the session of the Monday.
 */
export function recordedTimes(timeframe: Timeframe, venue: Venue, startMs: number): number[] {
  const endMs = barEndMs(timeframe, startMs)
  const session = isDaily(timeframe) ? sessionOn(venue, startMs / DAY_MS) : null
  const fromMs = session?.openMs ?? startMs
  const lastMs = (session?.closeMs ?? endMs) - 1
  const third = Math.floor((lastMs - fromMs) / 3)
  return [fromMs, fromMs + third, fromMs + 2 * third, lastMs, endMs]
}

/** One price of a bar as a quote; a quarter of the volume is traded at each. */
export function quoteOf(
  symbol: string,
  { price, volume, atMs }: { price: number; volume: number; atMs: number },
  { spreadBps, shownSize }: ShownMarket
): QuoteTick {
  const half = spreadBps / 20_000
  return {
    type: 'quote',
    symbol,
    atMs,
    bid: price * (1 - half),
    ask: price * (1 + half),
    bidSize: shownSize,
    askSize: shownSize,
    last: price,
    lastSize: volume / STEPS,
    volume: null,
  }
}

/** The bar as a feed tells it. */
export function barTickOf(symbol: string, timeframe: Timeframe, bar: Bar): BarTick {
  const { startMs, open, high, low, close, volume } = bar
  return { type: 'bar', symbol, timeframe, startMs, open, high, low, close, volume }
}
