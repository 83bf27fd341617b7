import type { Command } from '../command.js'
import { endedOrder } from '../order/ended_orders.js'
import type { Fill } from '../order/fill.js'
import { attachExits, trimExits } from '../order/linked_orders.js'
import { keepsExitsSmall, type TradingState } from '../state.js'
import { execute } from './apply_fill.js'
import { closeWhatFilled } from './close_positions.js'
import { isBeingClosed } from './closing.js'

/**
 * Books an execution that no open order accounts for: ledger, position and trade take it. An order that
 * ended not long ago keeps its state and says what it has filled; what an entry opens late is protected by
 * the exits that it asked for.
 */
export function bookFill(state: TradingState, fill: Fill, out: Command[]): void {
  if (!(fill.quantity > 0 && fill.quantity < Infinity) || !(fill.price > 0)) {
    throw new RangeError(`an execution of ${fill.quantity} at ${fill.price} cannot be booked`)
  }
  const order = endedOrder(state, fill.orderSequence)
  if (order !== null) {
    const filled = order.filled + fill.quantity
    order.averagePrice = (order.averagePrice * order.filled + fill.price * fill.quantity) / filled
    order.filled = filled
    out.push({ type: 'order_changed', order, atMs: fill.atMs })
  }
  const { strategy, instrument, side } = fill
  const reason = order === null ? 'booked from the broker' : order.reason
  const sequence = fill.orderSequence
  const opened = execute(state, { strategy, instrument, side, reason, sequence }, fill, out)
  out.push({ type: 'fill_booked', fill })
  if (keepsExitsSmall(state)) trimExits(state, fill, out)
  if (isBeingClosed(state, fill)) closeWhatFilled(state, fill, fill.atMs, out)
  else if (order !== null && opened > 0) attachExits(state, order, opened, fill.atMs, out)
}
