import { remainingOf, signOf, type Order, type Side } from '../order/order.js'
import { isReduceOnly } from '../order/working_quantity.js'
import { positionOf, type InstrumentState, type TradingState } from '../state.js'

/** Account currency units of value per unit of an instrument at a price. */
export function unitValueAt(instrument: InstrumentState, price: number): number {
  return price * instrument.terms.multiplier * instrument.fxRate
}

/**
 * Units of an instrument that the account could come to hold in one direction when every working
 * order of that direction fills: what is held, working market orders, and resting entries.
 */
export function projectedQuantity(instrument: InstrumentState, sign: 1 | -1): number {
  const held = instrument.net + instrument.workingMarket
  return sign > 0 ? held + instrument.restingBuys : -(held - instrument.restingSells)
}

/**
 * The price at which an order is reckoned before it fills, in the instrument's currency: the worst that
 * its terms allow or that the last price makes likely.
 *
 * A buy costs its limit at most. A sale at a limit brings more where the market stands above it, which
 * for a short is the larger risk. A stop that the market has passed already trades at the market.
 */
export function reckonedPrice(
  order: {
    readonly side: Side
    readonly limitPrice: number | null
    readonly stopPrice: number | null
  },
  last: number
): number {
  const { side, limitPrice: limit, stopPrice: stop } = order
  if (side === 'buy') return limit ?? Math.max(stop ?? last, last)
  const reached = Math.min(stop ?? last, last)
  return limit === null ? reached : Math.max(limit, reached)
}

/**
 * What an account, or one strategy of it, would hold of an instrument in one direction, in currency
 * units: positions and working market orders at the last price, resting entries at their reckoned one.
 */
export function committedValue(
  state: TradingState,
  of: { readonly instrument: number; readonly sign: 1 | -1; readonly strategy: number | null }
): number {
  const instrument = state.instruments[of.instrument] as InstrumentState
  let quantity =
    of.strategy === null ? instrument.net : positionOf(state, of.strategy, of.instrument).quantity
  let resting = 0
  for (let k = 0; k < state.orders.length; k++) {
    const order = state.orders[k] as Order
    if (order.instrument !== of.instrument) continue
    if (of.strategy !== null && order.strategy !== of.strategy) continue
    if (order.type === 'market') {
      quantity += remainingOf(order) * signOf(order.side)
    } else if (!isReduceOnly(order) && signOf(order.side) === of.sign) {
      const price = reckonedPrice(order, instrument.price)
      resting += remainingOf(order) * unitValueAt(instrument, price)
    }
  }
  return of.sign * quantity * unitValueAt(instrument, instrument.price) + resting
}

/** The larger of the two projected quantities: units at risk in the worse case. */
export function exposedQuantity(instrument: InstrumentState): number {
  return Math.max(projectedQuantity(instrument, 1), projectedQuantity(instrument, -1))
}

/** Gross exposure of one instrument in account currency units, at its last price. */
export function exposureOf(instrument: InstrumentState): number {
  const { net, workingMarket, restingBuys, restingSells } = instrument
  // Of many instruments most have nothing: an order asks for all of them several times.
  if (net === 0 && workingMarket === 0 && restingBuys === 0 && restingSells === 0) return 0
  const quantity = exposedQuantity(instrument)
  return quantity === 0 ? 0 : quantity * unitValueAt(instrument, instrument.price)
}

/** Gross exposure of the account in currency units, optionally without one instrument. */
export function grossExposure(state: TradingState, except = -1): number {
  let total = 0
  for (let i = 0; i < state.instruments.length; i++) {
    if (i !== except) total += exposureOf(state.instruments[i] as InstrumentState)
  }
  return total
}

/** Gross exposure in a sector without one instrument. `null` stands for all without a known sector. */
export function sectorExposure(state: TradingState, sector: string | null, except: number): number {
  let total = 0
  for (let i = 0; i < state.instruments.length; i++) {
    const instrument = state.instruments[i] as InstrumentState
    if (i !== except && instrument.terms.sector === sector) total += exposureOf(instrument)
  }
  return total
}

/** Gross exposure of one strategy in currency units, its working entries included, without one instrument. */
export function strategyExposure(state: TradingState, strategy: number, except: number): number {
  let total = 0
  for (let i = 0; i < state.instruments.length; i++) {
    if (i === except || isUncommitted(state, strategy, i)) continue
    const long = committedValue(state, { instrument: i, sign: 1, strategy })
    const short = committedValue(state, { instrument: i, sign: -1, strategy })
    total += Math.max(long, short)
  }
  return total
}

/** Whether a strategy neither holds an instrument nor has an order in it: with many instruments, in most. */
function isUncommitted(state: TradingState, strategy: number, instrument: number): boolean {
  if (positionOf(state, strategy, instrument).quantity !== 0) return false
  const { orders } = state
  for (let k = 0; k < orders.length; k++) {
    const order = orders[k] as Order
    if (order.instrument === instrument && order.strategy === strategy) return false
  }
  return true
}

/** What new positions may still cost: `equity × multiple - exposure`, in currency units, never below zero. */
export function buyingPower(equity: number, multiple: number, exposure: number): number {
  return Math.max(0, equity * multiple - exposure)
}

/** The account's buying power in currency units: its leverage × equity × risk bias, less its gross exposure. */
export function buyingPowerOf(state: TradingState, bias: number): number {
  const equity = (state.cash + state.positionsValue) / 1e6
  return buyingPower(equity, state.limits.portfolio.leverageMax * bias, grossExposure(state))
}
