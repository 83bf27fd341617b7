import type { Command } from '../command.js'
import type { CorporateAction, Dividend, Split } from '../instrument/corporate_action.js'
import { remainingOf, type ExitLevel, type Order, type Trail } from '../order/order.js'
import { requestCancel } from '../order/order_event.js'
import { pricesOnTick } from '../order/make_order.js'
import { countWorking, isReduceOnly } from '../order/working_quantity.js'
import { markPosition } from '../position/mark.js'
import { decrease, type Position } from '../position/position.js'
import { sumUpTrade, type TradeInProgress } from '../position/trade.js'
import type { InstrumentState, TradingState } from '../state.js'
import { addMicros, toMicros, type Micros } from '../values/micros.js'
import { floorToStep } from '../values/quantity.js'
import { post } from './post.js'

/**
 * Applies a split or a dividend to every position and working order of an instrument, before the
 * first price of the ex-date.
 *
 * A split multiplies quantities and divides prices, so that a position held at raw prices neither
 * gains nor loses; a fraction of a unit that cannot be held is paid out at the last price (taken from a
 * short). An odd lot can be held. A dividend pays `amount` per unit to longs and takes it from shorts.
 */
export function applyCorporateAction(
  state: TradingState,
  index: number,
  action: CorporateAction,
  atMs: number,
  out: Command[]
): void {
  if (action.type === 'split') applySplit(state, index, action, atMs, out)
  else payDividend(state, index, action, atMs, out)
}

function payDividend(
  state: TradingState,
  index: number,
  action: Dividend,
  atMs: number,
  out: Command[]
): void {
  const instrument = state.instruments[index] as InstrumentState
  const { multiplier } = instrument.terms
  for (let strategy = 0; strategy < state.strategies.length; strategy++) {
    const position = state.positions[strategy * state.instruments.length + index] as Position
    if (position.quantity === 0) continue
    const amount = toMicros(position.quantity * action.amount * multiplier * instrument.fxRate)
    payIncome(position, amount)
    post(
      state,
      {
        type: 'dividend',
        amount,
        atMs,
        strategy,
        instrument: index,
        quantity: position.quantity,
        price: action.amount,
        fxRate: instrument.fxRate,
      },
      out
    )
  }
}

function payIncome(position: Position, amount: Micros): void {
  position.income = addMicros(position.income, amount)
  if (position.trade !== null) position.trade.income = addMicros(position.trade.income, amount)
}

function applySplit(
  state: TradingState,
  index: number,
  action: Split,
  atMs: number,
  out: Command[]
): void {
  const instrument = state.instruments[index] as InstrumentState
  instrument.price /= action.ratio
  instrument.net = 0
  for (let strategy = 0; strategy < state.strategies.length; strategy++) {
    const position = state.positions[strategy * state.instruments.length + index] as Position
    if (position.quantity === 0) continue
    splitPosition(state, { instrument, index, strategy, position }, action.ratio, atMs, out)
    instrument.net += position.quantity
    markPosition(state, instrument, position)
    out.push({ type: 'position_changed', strategy, instrument: index })
  }
  for (const order of [...state.orders]) {
    if (order.instrument === index) splitOrder(state, order, action.ratio, out)
  }
}

function splitPosition(
  state: TradingState,
  place: { instrument: InstrumentState; index: number; strategy: number; position: Position },
  ratio: number,
  atMs: number,
  out: Command[]
): void {
  const { instrument, position } = place
  const sign = position.quantity > 0 ? 1 : -1
  position.quantity *= ratio
  position.averageCost /= ratio
  if (position.trade !== null) {
    position.trade.entered *= ratio
    position.trade.exited *= ratio
  }
  const held = Math.abs(position.quantity)
  const whole = floorToStep(held, smallestHolding(instrument))
  const fraction = held - whole
  if (fraction <= 1e-9 * held) {
    position.quantity = sign * whole
    return
  }
  const { multiplier } = instrument.terms
  const amount = toMicros(sign * fraction * instrument.price * multiplier * instrument.fxRate)
  const realised = decrease(position, fraction, amount)
  position.quantity = whole === 0 ? 0 : sign * whole
  const { trade } = position
  if (trade !== null) {
    trade.realised = addMicros(trade.realised, realised)
    trade.exited += fraction
    trade.exitedValue += fraction * instrument.price
  }
  post(
    state,
    {
      type: 'cash_in_lieu',
      amount,
      atMs,
      strategy: place.strategy,
      instrument: place.index,
      quantity: sign * fraction,
      price: instrument.price,
      fxRate: instrument.fxRate,
    },
    out
  )
  if (whole === 0 && trade !== null) endTrade(place, trade, atMs, out)
}

/** Ends the trade of a position that a reverse split has paid out whole. */
function endTrade(
  place: { instrument: InstrumentState; index: number; strategy: number; position: Position },
  trade: TradeInProgress,
  atMs: number,
  out: Command[]
): void {
  place.position.trade = null
  const end = {
    atMs,
    bar: place.instrument.bars,
    unrealised: 0,
    reason: 'cash in lieu of a fraction',
  }
  const at = { strategy: place.strategy, instrument: place.index }
  out.push({ type: 'trade_closed', trade: sumUpTrade(trade, at, end) })
}

/** Shares of a broken board lot are still shares: only what is below one unit cannot be held. */
function smallestHolding(instrument: InstrumentState): number {
  return Math.min(1, instrument.terms.quantityStep)
}

function splitOrder(state: TradingState, order: Order, ratio: number, out: Command[]): void {
  const instrument = state.instruments[order.instrument] as InstrumentState
  const step = isReduceOnly(order) ? smallestHolding(instrument) : instrument.terms.quantityStep
  countWorking(state, order, -1)
  const rest = floorToStep(remainingOf(order) * ratio, step)
  order.filled *= ratio
  order.quantity = rest > 0 ? order.filled + rest : order.quantity * ratio
  order.averagePrice /= ratio
  const after = (price: number | null) => (price === null ? null : price / ratio)
  const { instrument: at, side } = order
  const divided = { limitPrice: after(order.limitPrice), stopPrice: after(order.stopPrice) }
  Object.assign(order, pricesOnTick(state, { instrument: at, side, ...divided }))
  if (order.trailBest !== null) order.trailBest /= ratio
  order.trail = splitDistance(order.trail, ratio)
  order.trailingStop = splitDistance(order.trailingStop, ratio)
  order.stopLoss = splitDistance(order.stopLoss, ratio)
  order.takeProfit = splitDistance(order.takeProfit, ratio)
  countWorking(state, order, 1)
  const { quantity, limitPrice, stopPrice } = order
  if (rest === 0) requestCancel(order, 'nothing is left of it after the split', out)
  else out.push({ type: 'replace_order', order, quantity, limitPrice, stopPrice })
}

/** A distance or level in price units is divided; a fraction stays. */
export function splitDistance<T extends ExitLevel | Trail>(
  distance: T | null,
  ratio: number
): T | null {
  if (distance === null || distance.kind === 'fraction') return distance
  return { ...distance, value: distance.value / ratio }
}
