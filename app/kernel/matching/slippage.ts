import type { Side, WorkingTerms } from '../order/order.js'
import { amountFault, was } from './model_fault.js'
import type { SlippageModel } from './models.js'

/** No sale is simulated below this price: one micro-unit, the smallest amount of money there is. */
const LOWEST_PRICE = 1e-6

/**
 * The price after slippage: higher for a buy, lower for a sell, never better than `price`.
 *
 * May lie outside the bar's range: only the price before slippage is bound to it. A sell never goes to
 * zero or below: it stops at one micro-unit. Volume share is zipline's VolumeShareSlippage: the share
 * is (already taken + quantity) / bar volume, at most `shareMax`, and `shareMax` for a bar without volume.
 */
export function slippedPrice(
  model: SlippageModel,
  side: Side,
  price: number,
  quantity: number,
  barVolume: number,
  alreadyTaken = 0
): number {
  if (model.type === 'none') return price
  const distance = distanceOf(model, price, quantity + alreadyTaken, barVolume)
  if (side === 'buy') return price + distance
  const slipped = price - distance
  if (slipped >= LOWEST_PRICE) return slipped
  return price < LOWEST_PRICE ? price : LOWEST_PRICE
}

/** Slippage in price units, 0 or more. */
function distanceOf(model: SlippageModel, price: number, taken: number, volume: number): number {
  switch (model.type) {
    case 'none':
      return 0
    case 'fixed':
      return model.amount
    case 'basis_points':
      return (price * model.bps) / 10_000
    case 'spread':
      return model.spread / 2
    case 'volume_share': {
      const share = volume > 0 ? Math.min(taken / volume, model.shareMax) : model.shareMax
      return price * (model.impact * share * share)
    }
  }
}

/**
 * A slipped price moved back to the limit where it went beyond it: a limit or stop-limit order never
 * fills worse than its limit. Other orders keep the price.
 */
export function clipToLimit(order: WorkingTerms, price: number): number {
  if (order.limitPrice === null || (order.type !== 'limit' && order.type !== 'stop_limit')) {
    return price
  }
  if (order.side === 'buy') return price > order.limitPrice ? order.limitPrice : price
  return price < order.limitPrice ? order.limitPrice : price
}

/** What is wrong with a slippage model, naming the field and what would be right, or `null`. */
export function slippageFault(model: SlippageModel): string | null {
  switch (model.type) {
    case 'none':
      return null
    case 'fixed':
      return amountFault('amount', model.amount)
    case 'basis_points':
      if (model.bps >= 0 && model.bps < 10_000) return null
      return `bps must be from 0 to below 10000 (10000 is the whole price), ${was(model.bps)}`
    case 'spread':
      return amountFault('spread', model.spread)
    case 'volume_share':
      if (!(model.shareMax > 0 && model.shareMax <= 1)) {
        return `shareMax must be above 0 and at most 1, ${was(model.shareMax)}`
      }
      return amountFault('impact', model.impact)
    default:
      return `slippage type "${String((model as { type: unknown }).type)}" is not known`
  }
}
