import { floorToStep } from '../values/quantity.js'
import type { SlippageModel } from './models.js'

/**
 * The units of an order that one bar can fill.
 *
 * The cap is `participationMax` (a fraction of the bar's volume, `null` for none) or, with volume-share
 * slippage, its `shareMax`, whichever is smaller; `alreadyTaken` is what other orders took of this bar.
 * What the cap leaves is rounded down to `quantityStep`; an order that fits whole fills whole, so an odd
 * remainder can be closed. Without a cap everything fills; with one, a bar without volume fills nothing.
 */
export function fillableQuantity(
  remaining: number,
  barVolume: number,
  alreadyTaken: number,
  participationMax: number | null,
  quantityStep: number,
  slippage: SlippageModel
): number {
  let share = participationMax ?? Infinity
  if (slippage.type === 'volume_share' && slippage.shareMax < share) share = slippage.shareMax
  if (share === Infinity) return remaining
  const available = share * barVolume - alreadyTaken
  if (remaining <= available) return remaining
  const whole = floorToStep(available, quantityStep)
  return whole < remaining ? whole : remaining
}
