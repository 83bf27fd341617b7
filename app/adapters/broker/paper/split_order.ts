import type { Instrument } from '#kernel/instrument/instrument.js'
import { roundToTick } from '#kernel/values/price.js'
import { floorToStep } from '#kernel/values/quantity.js'
import type { PaperOrder } from './paper_order.js'

/**
 * Brings a working order to the terms after a split: quantities times the ratio, prices divided by it, in
 * whole steps and on the tick, never to the worse for who gave it. Whether anything is left to fill.
 */
export function splitPaperOrder(order: PaperOrder, ratio: number, instrument: Instrument): boolean {
  const { tickSize, quantityStep } = instrument
  const rest = floorToStep((order.quantity - order.filled) * ratio, quantityStep)
  order.filled *= ratio
  order.quantity = rest > 0 ? order.filled + rest : order.quantity * ratio
  const divided = (price: number | null, rounding: 'down' | 'up' | 'nearest') =>
    price === null ? null : roundToTick(price / ratio, tickSize, rounding)
  order.limitPrice = divided(order.limitPrice, order.side === 'buy' ? 'down' : 'up')
  order.stopPrice = divided(order.stopPrice, 'nearest')
  if (order.trailBest !== null) order.trailBest /= ratio
  if (order.trail?.kind === 'amount') {
    order.trail = { kind: 'amount', value: order.trail.value / ratio }
  }
  return rest > 0
}
