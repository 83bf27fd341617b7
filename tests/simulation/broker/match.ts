import type { BookedOrder } from './books.js'

/** What stands in the market for one symbol, in cents. */
export interface Touch {
  readonly bidCents: number
  readonly askCents: number
}

/** The price in cents at which an order would execute now, `null` while it waits. Notes what its stop has seen. */
export function priceFor(order: BookedOrder, { bidCents, askCents }: Touch): number | null {
  const { side, type } = order.first
  const isBuy = side === 'buy'
  const here = isBuy ? askCents : bidCents
  if (type === 'trailing_stop' && !order.isTriggered) followTrail(order, here)
  if ((type === 'stop' || type === 'stop_limit') && !order.isTriggered) {
    const stop = cents(order.stopPrice)
    order.isTriggered = isBuy ? here >= stop : here <= stop
  }
  if (!order.isTriggered) return null
  if (order.limitPrice === null) return here
  const limit = cents(order.limitPrice)
  return (isBuy ? here <= limit : here >= limit) ? here : null
}

function followTrail(order: BookedOrder, here: number): void {
  const { side, trail } = order.first
  const isBuy = side === 'buy'
  if (trail === null) throw new RangeError('a trailing stop without a trail got to the market')
  const best = order.bestCents === 0 ? here : order.bestCents
  const away = trail.kind === 'fraction' ? best * trail.value : trail.value * 100
  order.isTriggered = isBuy ? here >= best + away : here <= best - away
  order.bestCents = isBuy ? Math.min(best, here) : Math.max(best, here)
}

function cents(price: number | null): number {
  if (price === null) throw new RangeError('an order without its price got to the market')
  return Math.round(price * 100)
}
