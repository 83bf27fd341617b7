import { buyingPowerOf, unitValueAt } from '../account/exposure.js'
import { estimateCommission } from '../matching/commission.js'
import { slippedPrice } from '../matching/slippage.js'
import type { Side } from '../order/order.js'
import { effectiveBias } from '../risk/bias.js'
import { equityOf, type InstrumentState, type TradingState } from '../state.js'
import { floorToStep, quantityOfSteps } from '../values/quantity.js'
import { toUnits } from '../values/micros.js'
import type { Size } from './signal.js'

/**
 * Units that a size stands for, at a price.
 *
 * A quantity is taken as it is. A `notional`, `equity_fraction` or `cash_fraction` is an amount of
 * money first, and then the largest multiple of the instrument's quantity step whose value, at the
 * price moved by the slippage model and with the commission, is not above that amount. 0 when not
 * even one step is paid for.
 */
export function quantityOf(
  state: TradingState,
  size: Size,
  order: { instrument: number; side: Side; price: number }
): number {
  if (size.kind === 'quantity') return size.value
  return affordableQuantity(state, moneyOf(state, size), order)
}

function moneyOf(state: TradingState, size: Size): number {
  if (size.kind === 'notional') return size.value
  if (size.kind === 'equity_fraction') return size.value * toUnits(equityOf(state))
  return size.value * buyingPowerOf(state, effectiveBias(state))
}

/** The largest quantity that an amount of account currency pays for, slippage and commission included. */
export function affordableQuantity(
  state: TradingState,
  money: number,
  order: { instrument: number; side: Side; price: number }
): number {
  const instrument = state.instruments[order.instrument] as InstrumentState
  const step = instrument.terms.quantityStep
  const budget = money * (1 + 1e-12)
  const quantityAt = (steps: number) => quantityOfSteps(steps, step)
  const cost = (steps: number) => costOf(state, quantityAt(steps), order)
  const upper = Math.round(floorToStep(money / unitValueAt(instrument, order.price), step) / step)
  if (!(upper > 0)) return 0
  if (cost(upper) <= budget) return quantityAt(upper)
  let low = 0
  let high = upper
  // A commission or two short of the first guess is the common case: look nearby before bisecting.
  for (let width = 1; low === 0 && width < upper; width *= 4) {
    if (cost(upper - width) <= budget) low = upper - width
    else high = upper - width
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (cost(middle) <= budget) low = middle
    else high = middle
  }
  return quantityAt(low)
}

/** Account currency that a trade takes, slippage and commission included; shorts tie up as much. */
function costOf(
  state: TradingState,
  quantity: number,
  order: { instrument: number; side: Side; price: number }
): number {
  const instrument = state.instruments[order.instrument] as InstrumentState
  const { commission, slippage } = state.settings
  // The volume of the bar to come is not known: a volume-share model estimates with a share of zero.
  const price =
    slippage.type === 'volume_share'
      ? order.price
      : slippedPrice(slippage, order.side, order.price, quantity, 0)
  const fee = estimateCommission(commission, {
    side: order.side,
    quantity,
    price: order.price,
    multiplier: instrument.terms.multiplier,
    dayNumber: state.sessionDay,
    assetClass: instrument.terms.assetClass,
  })
  // A short is slipped downwards and would look cheaper: the higher of the two prices counts.
  return quantity * unitValueAt(instrument, Math.max(price, order.price)) + fee * instrument.fxRate
}
