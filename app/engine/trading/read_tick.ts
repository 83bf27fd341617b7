import { isPrice } from '#kernel/values/price.js'
import type { Tick } from '#ports/market_feed.js'

/**
 * The price that a tick gives to value positions by: the middle of bid and ask, else the last trade, else
 * the close of a bar. A sentence for a tick that gives none: crossed, or without a price above zero.
 */
export function priceOfTick(tick: Tick): number | string {
  if (tick.type === 'bar') return isPrice(tick.close) ? tick.close : `close was ${tick.close}`
  const { bid, ask, last } = tick
  if (bid !== null && ask !== null) {
    if (!isPrice(bid) || !isPrice(ask)) return `bid ${bid} and ask ${ask} must be above 0`
    if (bid > ask) return `crossed: bid ${bid} is above ask ${ask}`
    return (bid + ask) / 2
  }
  if (last === null) return 'neither bid and ask nor a last price'
  return isPrice(last) ? last : `last was ${last}`
}
