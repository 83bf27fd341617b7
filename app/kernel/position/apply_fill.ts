import { post } from '../account/post.js'
import type { Command } from '../command.js'
import type { Fill } from '../order/fill.js'
import { afterFill, cancelExits, trimExits } from '../order/linked_orders.js'
import { remainingOf, signOf, type Order } from '../order/order.js'
import { removeOpen } from '../order/order_event.js'
import { isOpen, nextOrderState } from '../order/order_state.js'
import { countWorking } from '../order/working_quantity.js'
import { keepsExitsSmall, positionOf, type InstrumentState, type TradingState } from '../state.js'
import { addMicros, micros, toMicros, type Micros } from '../values/micros.js'
import { closeWhatFilled } from './close_positions.js'
import { isBeingClosed } from './closing.js'
import { markPosition } from './mark.js'
import { decrease, increase, type Position } from './position.js'
import { sumUpTrade } from './trade.js'

/** Less than this part of a unit is taken for nothing, so that sums of fractions can reach zero. */
const NOTHING = 1e-9

/**
 * Applies an execution: order, ledger, position, trade and linked orders, in one step.
 *
 * A fill that turns the position around closes the old trade and opens a new one, its fee shared by
 * quantity. Throws RangeError for a fill beyond the order's remaining quantity.
 */
export function applyFill(state: TradingState, order: Order, fill: Fill, out: Command[]): void {
  if (!(fill.quantity > 0) || fill.quantity > remainingOf(order) + NOTHING) {
    throw new RangeError(
      `order ${order.sequence} has ${remainingOf(order)} left, a fill of ${fill.quantity} cannot be`
    )
  }
  settleOrder(state, order, fill, out)
  const position = positionOf(state, order.strategy, order.instrument)
  const before = position.quantity
  const opened = execute(state, order, fill, out)
  out.push({ type: 'fill_recorded', fill, order })
  const { atMs, quantity } = fill
  afterFill(state, order, { quantity, opened, atMs }, out)
  if (keepsExitsSmall(state)) trimExits(state, order, out)
  else if (hasClosed(before, position.quantity)) cancelExits(state, order, out)
  if (isBeingClosed(state, order)) closeWhatFilled(state, order, atMs, out)
}

/** Whether all that was held is gone: the position is flat or has turned around. */
function hasClosed(before: number, after: number): boolean {
  return before > 0 ? after <= 0 : before < 0 && after >= 0
}

/** Whose execution it is: an order, or what stands for one. */
export type Executed = Pick<Order, 'sequence' | 'strategy' | 'instrument' | 'side' | 'reason'>

/** Books an execution: ledger, position and trade. Returns the units that it opened. */
export function execute(state: TradingState, order: Executed, fill: Fill, out: Command[]): number {
  const instrument = state.instruments[order.instrument] as InstrumentState
  const sign = signOf(order.side)
  const perUnit = fill.price * instrument.terms.multiplier * instrument.fxRate
  const amount = toMicros(fill.quantity * perUnit)
  const quantity = sign * fill.quantity
  postFill(state, { order, fill, fxRate: instrument.fxRate }, micros(-sign * amount + 0), out)
  const position = positionOf(state, order.strategy, order.instrument)
  instrument.net = cleaned(instrument.net + quantity)
  const against =
    position.quantity * sign < 0 ? Math.min(Math.abs(position.quantity), fill.quantity) : 0
  const isAll = Math.abs(position.quantity) - against <= NOTHING
  const closing = against > 0 ? shareOf(amount, against / fill.quantity) : 0
  const closingFee = against > 0 ? shareOf(fill.fee, against / fill.quantity) : 0
  if (against > 0) {
    close(
      state,
      { order, fill, position, quantity: isAll ? Math.abs(position.quantity) : against },
      {
        amount: closing as Micros,
        fee: closingFee as Micros,
        out,
      }
    )
  }
  const opening = fill.quantity - against
  if (opening > NOTHING) {
    open(
      state,
      { order, fill, position, quantity: opening },
      {
        amount: micros(amount - closing),
        fee: micros(fill.fee - closingFee),
      }
    )
  }
  markPosition(state, instrument, position)
  out.push({ type: 'position_changed', strategy: order.strategy, instrument: order.instrument })
  return opening > NOTHING ? opening : 0
}

/** The ledger's rows of an execution: what was traded, and what it cost besides. */
function postFill(
  state: TradingState,
  { order, fill, fxRate }: { order: Executed; fill: Fill; fxRate: number },
  amount: Micros,
  out: Command[]
): void {
  const { strategy, instrument } = order
  const { atMs, price } = fill
  const quantity = signOf(order.side) * fill.quantity
  post(state, { type: 'trade', amount, atMs, strategy, instrument, quantity, price, fxRate }, out)
  if (fill.fee === 0) return
  const fee = micros(-fill.fee)
  post(
    state,
    {
      type: 'commission',
      amount: fee,
      atMs,
      strategy,
      instrument,
      quantity: null,
      price: null,
      fxRate,
    },
    out
  )
}

/** A fraction of an amount; the whole of it for a fraction of one. */
function shareOf(amount: Micros, fraction: number): Micros {
  return fraction >= 1 ? amount : micros(Math.round(amount * fraction))
}

function cleaned(quantity: number): number {
  return Math.abs(quantity) <= NOTHING ? 0 : quantity
}

function settleOrder(state: TradingState, order: Order, fill: Fill, out: Command[]): void {
  const wasOpen = isOpen(order.state)
  if (wasOpen) countWorking(state, order, -1)
  const filled = order.filled + fill.quantity
  order.averagePrice = (order.averagePrice * order.filled + fill.price * fill.quantity) / filled
  order.filled = order.quantity - filled <= NOTHING ? order.quantity : filled
  const event = order.filled === order.quantity ? 'order_filled' : 'order_partially_filled'
  order.state = nextOrderState(order.state, event)
  if (isOpen(order.state)) countWorking(state, order, 1)
  else if (wasOpen) removeOpen(state, order)
  out.push({ type: 'order_changed', order, atMs: fill.atMs })
}

interface Execution {
  readonly order: Executed
  readonly fill: Fill
  readonly position: Position
  readonly quantity: number
}

function close(
  state: TradingState,
  execution: Execution,
  share: { amount: Micros; fee: Micros; out: Command[] }
): void {
  const { order, fill, position, quantity } = execution
  const proceeds = micros(order.side === 'sell' ? share.amount : -share.amount)
  const realised = decrease(position, quantity, proceeds)
  position.fees = addMicros(position.fees, share.fee)
  const { trade } = position
  if (trade === null) throw new Error(`position of order ${order.sequence} has no trade`)
  trade.exited += quantity
  trade.exitedValue += quantity * fill.price
  trade.realised = addMicros(trade.realised, realised)
  trade.fees = addMicros(trade.fees, share.fee)
  if (position.quantity !== 0) return
  position.trade = null
  const instrument = state.instruments[order.instrument] as InstrumentState
  const place = { strategy: order.strategy, instrument: order.instrument }
  const end = { atMs: fill.atMs, bar: instrument.bars, unrealised: 0, reason: order.reason }
  share.out.push({ type: 'trade_closed', trade: sumUpTrade(trade, place, end) })
}

function open(
  state: TradingState,
  execution: Execution,
  share: { amount: Micros; fee: Micros }
): void {
  const { order, fill, position, quantity } = execution
  const sign = signOf(order.side)
  const instrument = state.instruments[order.instrument] as InstrumentState
  increase(position, sign * quantity, fill.price, micros(sign * share.amount))
  position.fees = addMicros(position.fees, share.fee)
  position.trade ??= {
    sequence: ++state.tradeCount,
    side: sign > 0 ? 'long' : 'short',
    entryMs: fill.atMs,
    entryBar: instrument.bars,
    entered: 0,
    enteredValue: 0,
    exited: 0,
    exitedValue: 0,
    cost: 0 as Micros,
    realised: 0 as Micros,
    fees: 0 as Micros,
    income: 0 as Micros,
    reason: order.reason,
  }
  const { trade } = position
  trade.entered += quantity
  trade.enteredValue += quantity * fill.price
  trade.cost = addMicros(trade.cost, share.amount)
  trade.fees = addMicros(trade.fees, share.fee)
}
