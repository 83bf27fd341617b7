import type { WorkingTerms } from '../order/order.js'

/**
 * The moving level of a trailing stop.
 *
 * The best price of a sell is the highest price since the order began to work, of a buy the lowest. The
 * level used on a bar comes from earlier bars only: nobody knows whether a bar's high came before its low.
 */

/** Gives a trailing stop its first best price: what was known when it began to work. */
export function seedTrail(order: WorkingTerms, price: number): void {
  order.trailBest = price
}

/**
 * The price at which the stop lies now, in the instrument's currency.
 *
 * Sell: best × (1 - fraction) or best - amount; buy: best × (1 + fraction) or best + amount. Returns 0,
 * which no price reaches, for an order without a trail, not yet seeded, or with a level not above zero.
 */
export function trailLevel(order: WorkingTerms): number {
  const trail = order.trail
  const best = order.trailBest
  if (trail === null || best === null) return 0
  const distance = trail.kind === 'fraction' ? best * trail.value : trail.value
  const level = order.side === 'sell' ? best - distance : best + distance
  return level > 0 ? level : 0
}

/**
 * Takes a finished bar into the best price, so that the next bar uses the new level.
 *
 * Does nothing for other orders and for a stop that has been triggered: that one is a market order.
 */
export function advanceTrail(order: WorkingTerms, high: number, low: number): void {
  if (order.trail === null || order.triggered) return
  const best = order.trailBest
  if (order.side === 'sell') {
    if (best === null || high > best) order.trailBest = high
  } else if (best === null || low < best) {
    order.trailBest = low
  }
}
