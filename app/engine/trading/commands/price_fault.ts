import type { Instrument } from '#kernel/instrument/instrument.js'
import { roundToTick } from '#kernel/values/price.js'

/**
 * What is wrong with the prices of a person's order, or `null`. A strategy's prices are put on the tick; a
 * person who types a price that cannot be may have meant another one.
 */
export function priceFault(
  prices: { readonly limitPrice: number | null; readonly stopPrice: number | null },
  { symbol, tickSize }: Instrument
): string | null {
  for (const [name, price] of [
    ['limit price', prices.limitPrice],
    ['stop price', prices.stopPrice],
  ] as const) {
    if (price === null || roundToTick(price, tickSize, 'nearest') === price) continue
    const below = roundToTick(price, tickSize, 'down')
    const above = roundToTick(price, tickSize, 'up')
    const right = below > 0 ? `${below} or ${above}` : String(above)
    return `the ${name} of ${symbol} moves in steps of ${tickSize}: ${price} would have to be ${right}`
  }
  return null
}
