import type { Bar, BarColumns } from '#kernel/market/bar.js'
import type { QuoteTick } from '#ports/market_feed.js'

/** A quote around a price, a cent wide, that differs as said. */
export function quote(
  symbol: string,
  at: string | number,
  price: number,
  other: Partial<QuoteTick> = {}
): QuoteTick {
  return {
    type: 'quote',
    symbol,
    atMs: typeof at === 'string' ? Date.parse(at) : at,
    bid: price - 0.005,
    ask: price + 0.005,
    bidSize: 100,
    askSize: 100,
    last: price,
    lastSize: 10,
    volume: null,
    ...other,
  }
}

/** Bars as columns. */
export function columnsOf(bars: readonly Bar[]): BarColumns {
  const column = (name: keyof Bar) => Float64Array.from(bars, (bar) => bar[name])
  return {
    count: bars.length,
    startMs: column('startMs'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  }
}
