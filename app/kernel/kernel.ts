import { applyCorporateAction } from './account/corporate_actions.js'
import { addInstrument, addStrategy, changeRate, rateOf } from './account/extend.js'
import { post } from './account/post.js'
import type { Command } from './command.js'
import type { Input } from './input.js'
import { beginSession, changeMode, pauseInstrument, takeStock } from './market/session.js'
import { takeBackChange } from './order/change_refused.js'
import type { Fill } from './order/fill.js'
import { submitOrder } from './order/make_order.js'
import { trimExits } from './order/linked_orders.js'
import type { Order } from './order/order.js'
import { isOpen } from './order/order_state.js'
import { applyOrderEvent, openOrder } from './order/order_event.js'
import { applyFill } from './position/apply_fill.js'
import { bookFill } from './position/book_fill.js'
import { closePositions, closeWhatIsLeft } from './position/close_positions.js'
import { isSamePlace } from './position/closing.js'
import { markPrice } from './position/mark.js'
import { propose } from './signal/propose.js'
import {
  keepsExitsSmall,
  positionOf,
  type InstrumentState,
  type StrategyState,
  type TradingState,
} from './state.js'
import { MICROS_PER_UNIT, toMicros } from './values/micros.js'

/**
 * The trading kernel: one account's state, one input, the commands that follow.
 *
 * Deterministic and silent: no clock, no chance, no input or output of its own. The state is changed
 * in place (it belongs to one writer); what must not be lost is in the inputs, and replaying them on
 * a fresh state gives the same commands byte for byte.
 *
 * Throws for what a sound engine cannot send: an unknown order, a strategy that is there already, an illegal move of one, a price that
 * is none. The account must halt then.
 */
export function step(state: TradingState, input: Input): Command[] {
  const out: Command[] = []
  switch (input.type) {
    case 'session_began':
      beginSession(state, input.day)
      break
    case 'price_seen':
      if (!(input.price > 0)) throw new RangeError(`a price must be above 0, was ${input.price}`)
      markPrice(state, input.instrument, input.price, input.atMs)
      if (input.isBarEnd) (state.instruments[input.instrument] as InstrumentState).bars++
      break
    case 'instant_ended':
      takeStock(state, input.atMs, out)
      break
    case 'signal_proposed':
      state.nowMs = Math.max(state.nowMs, input.atMs)
      propose(state, input.signal, input.atMs, input.pluginVerdicts, out)
      break
    case 'order_event':
      hearOfOrder(state, input, out)
      break
    case 'order_filled':
      fill(state, input, out)
      break
    case 'withdrawal_noted':
      knownOrder(state, input.orderSequence).isWithdrawn = true
      break
    case 'corporate_action':
      applyCorporateAction(state, input.instrument, input.action, input.atMs, out)
      break
    case 'limits_changed':
      state.limits = input.limits
      break
    case 'bias_changed':
      changeBias(state, input)
      break
    case 'mode_changed':
      changeMode(state, input.mode, input.reason, out)
      break
    case 'strategy_paused':
      ;(state.strategies[input.strategy] as StrategyState).isPaused = input.isPaused
      break
    case 'strategy_added':
      addStrategy(state, input.strategy)
      break
    case 'instrument_added':
      addInstrument(state, input.terms, input.fxRate)
      break
    case 'instrument_paused':
      pauseInstrument(state, input, out)
      break
    case 'fx_changed':
      changeRate(state, input.currency, input.rate)
      state.nowMs = Math.max(state.nowMs, input.atMs)
      break
    case 'close_asked':
      closePositions(state, input, out)
      break
    case 'change_refused':
      takeBackChange(state, knownOrder(state, input.orderSequence), input, out)
      break
    case 'fill_booked':
      bookFill(state, bookedFill(state, input), out)
      break
    case 'cash_adjusted':
      adjustCash(state, input, out)
      break
    case 'liquidation_asked':
      liquidate(state, input.strategy, input.instrument, input.atMs, out)
      break
  }
  return out
}

/** The state as text, complete: `restore` and the inputs after it give what the whole journal gives. */
export function snapshot(state: TradingState): string {
  return JSON.stringify(state)
}

/** The state that a snapshot was taken of. Throws SyntaxError for a text that is not one. */
export function restore(text: string): TradingState {
  return JSON.parse(text) as TradingState
}

function knownOrder(state: TradingState, sequence: number): Order {
  const order = openOrder(state, sequence)
  if (order === null) throw new RangeError(`no open order has the number ${sequence}`)
  return order
}

function hearOfOrder(
  state: TradingState,
  input: Input & { type: 'order_event' },
  out: Command[]
): void {
  const order = knownOrder(state, input.orderSequence)
  const { atMs } = input
  const closing = state.closing.find((one) => isSamePlace(one, order))
  applyOrderEvent(state, order, input.event, atMs, out)
  if (order.type !== 'market' || isOpen(order.state)) return
  if (keepsExitsSmall(state)) trimExits(state, order, out)
  if (closing !== undefined) closeWhatIsLeft(state, closing, order, { atMs, out })
}

function fill(state: TradingState, input: Input & { type: 'order_filled' }, out: Command[]): void {
  const order = knownOrder(state, input.orderSequence)
  applyFill(
    state,
    order,
    {
      sequence: input.fillSequence,
      orderSequence: order.sequence,
      strategy: order.strategy,
      instrument: order.instrument,
      side: order.side,
      quantity: input.quantity,
      price: input.price,
      marketPrice: input.marketPrice,
      fee: input.fee,
      atMs: input.atMs,
    },
    out
  )
}

function bookedFill(state: TradingState, input: Input & { type: 'fill_booked' }): Fill {
  const { strategy, instrument, side, quantity, price, fee, atMs } = input
  const known = state.instruments[instrument]
  if (known === undefined || state.strategies[strategy] === undefined) {
    throw new RangeError(`there is no strategy ${strategy} or no instrument ${instrument}`)
  }
  return {
    sequence: input.fillSequence,
    orderSequence: input.orderSequence ?? 0,
    strategy,
    instrument,
    side,
    quantity,
    price,
    marketPrice: known.price > 0 ? known.price : price,
    fee,
    atMs,
  }
}

function adjustCash(
  state: TradingState,
  { amount, currency, atMs }: Input & { type: 'cash_adjusted' },
  out: Command[]
): void {
  const fxRate = rateOf(state, currency)
  const own = toMicros((amount * fxRate) / MICROS_PER_UNIT)
  const nothing = { strategy: null, instrument: null, quantity: null, price: null }
  post(state, { type: 'adjustment', amount: own, atMs, ...nothing, fxRate }, out)
}

function changeBias(
  state: TradingState,
  { bias, atMs, isLasting }: Input & { type: 'bias_changed' }
): void {
  if (!(bias >= 0 && bias <= 1)) throw new RangeError(`the risk bias must be 0..1, was ${bias}`)
  state.riskBias = bias
  state.riskBiasMs = isLasting === true ? null : atMs
  state.nowMs = Math.max(state.nowMs, atMs)
}

function liquidate(
  state: TradingState,
  strategy: number,
  instrument: number,
  atMs: number,
  out: Command[]
): void {
  const { quantity } = positionOf(state, strategy, instrument)
  if (quantity === 0) return
  submitOrder(
    state,
    {
      strategy,
      instrument,
      side: quantity > 0 ? 'sell' : 'buy',
      quantity: Math.abs(quantity),
      role: 'liquidation',
      type: 'market',
      limitPrice: null,
      stopPrice: null,
      trail: null,
      timeInForce: 'gtc',
      goodTillMs: null,
      ocoGroup: 0,
      parent: 0,
      stopLoss: null,
      takeProfit: null,
      trailingStop: null,
      reference: 0,
      reason: 'end of the run',
    },
    atMs,
    out
  )
}
