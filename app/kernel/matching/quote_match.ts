import { quoteFault, type Quote } from '../market/quote.js'
import type { WorkingTerms } from '../order/order.js'
import { isStopReached, isWithinLimit, stopLevelOf } from './bar_match.js'

/** What a quote gives to an order: price in the instrument's currency, units above zero. */
export interface QuoteFill {
  readonly price: number
  readonly quantity: number
}

/**
 * Whether a quote is too old to trade on, or dated further in the future than clocks may differ:
 * more than `maxAgeMs` away from `nowMs` either way. A time that is not a number is stale.
 */
export function isStale(quote: Quote, nowMs: number, maxAgeMs: number): boolean {
  return !(Math.abs(nowMs - quote.atMs) <= maxAgeMs)
}

/**
 * Matches a working order against a fresh quote: buys at the ask, sells at the bid, at most the size
 * shown there. `null` when it does not fill.
 *
 * Stops watch the price at which they would trade (ask for a buy, bid for a sell) and stay triggered, so
 * the rest of a partly filled stop goes on as a market order. A trailing stop is matched against its
 * level so far; advance it with the quote afterwards. A faulty quote (crossed, without a price) fills
 * nothing; the caller refuses stale ones.
 */
export function matchQuote(order: WorkingTerms, quote: Quote, remaining: number): QuoteFill | null {
  if (quoteFault(quote) !== null) return null
  const isBuy = order.side === 'buy'
  const price = isBuy ? quote.ask : quote.bid
  const size = isBuy ? quote.askSize : quote.bidSize
  const waitsForStop = order.type !== 'market' && order.type !== 'limit' && !order.triggered
  if (waitsForStop) {
    if (!isStopReached(isBuy, stopLevelOf(order), price)) return null
    order.triggered = true
  }
  const hasLimit = order.type === 'limit' || order.type === 'stop_limit'
  if (hasLimit && !isWithinLimit(isBuy, order.limitPrice, price)) return null
  const quantity = Math.min(remaining, size)
  return quantity > 0 ? { price, quantity } : null
}
