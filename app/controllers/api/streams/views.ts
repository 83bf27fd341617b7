import type { LatestQuote } from '#ports/shared_quotes.js'
import { decimal, instant } from '../trading/views.js'

/** The latest quote of an instrument as the API shows it. */
export function quoteView({ symbol, atMs, receivedMs, ...values }: LatestQuote) {
  const { bid, ask, bidSize, askSize, last, lastSize, volume } = values
  return {
    symbol,
    bid: decimal(bid),
    ask: decimal(ask),
    bidSize: decimal(bidSize),
    askSize: decimal(askSize),
    last: decimal(last),
    lastSize: decimal(lastSize),
    volume: decimal(volume),
    at: instant(atMs),
    receivedAt: instant(receivedMs),
  }
}
