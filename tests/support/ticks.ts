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
