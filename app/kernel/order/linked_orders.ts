import type { Command } from '../command.js'
import { isBeingClosed } from '../position/closing.js'
import type { TradingState } from '../state.js'
import { orderPrice, submitOrder, type OrderDraft } from './make_order.js'
import { remainingOf, signOf, type ExitLevel, type Order, type OrderRole } from './order.js'
import { requestCancel } from './order_event.js'
import { closableBy, countWorking, isReduceOnly } from './working_quantity.js'

/**
 * Keeps the orders that belong together in step after a fill.
 *
 * - An entry's exits (stop-loss, trailing stop, take-profit, in this order) are made at its first fill
 *   that opens, sized to what was opened, and grow and move with its average price at every further one.
 * - Exits of one entry share its quantity: what one of them fills is taken off the others, and
 *   they are cancelled when nothing is left.
 * - Orders of one `ocoGroup` are cancelled when another of the group fills, even in part.
 */
export function afterFill(
  state: TradingState,
  order: Order,
  filled: { readonly quantity: number; readonly opened: number; readonly atMs: number },
  out: Command[]
): void {
  if (order.ocoGroup > 0) cancelGroup(state, order, out)
  if (order.parent > 0) shareWithSiblings(state, order, filled.quantity, out)
  const hasExits =
    order.stopLoss !== null || order.takeProfit !== null || order.trailingStop !== null
  if (hasExits && order.parent === 0 && filled.opened > 0 && !isBeingClosed(state, order)) {
    attachExits(state, order, filled.opened, filled.atMs, out)
  }
}

/**
 * Cancels the exits of a position that an order's fill has closed or turned around: those on the order's
 * own side, which can only have guarded what it took away.
 */
export function cancelExits(state: TradingState, closer: Order, out: Command[]): void {
  for (const order of state.orders) {
    const isExit =
      order.parent > 0 &&
      order.side === closer.side &&
      order.strategy === closer.strategy &&
      order.instrument === closer.instrument
    if (isExit) requestCancel(order, 'the position is closed', out)
  }
}

/**
 * After a fill, or the end of a market order, in a live account: no order that only closes works for more
 * than there is to close. In a simulation the market fills no more than that; a broker does not know.
 */
export function trimExits(
  state: TradingState,
  place: { readonly strategy: number; readonly instrument: number },
  out: Command[]
): void {
  for (const order of state.orders) {
    if (order.strategy !== place.strategy || order.instrument !== place.instrument) continue
    if (order.type === 'market' || !isReduceOnly(order) || order.isWithdrawn) continue
    const closable = closableBy(state, order)
    if (closable === 0) requestCancel(order, 'the position is closed', out)
    else if (remainingOf(order) > closable) resize(state, order, order.filled + closable, out)
  }
}

function cancelGroup(state: TradingState, filled: Order, out: Command[]): void {
  for (const order of state.orders) {
    const isLinked = order.ocoGroup === filled.ocoGroup && order.strategy === filled.strategy
    if (isLinked && order !== filled) requestCancel(order, 'one cancels the other', out)
  }
}

function shareWithSiblings(
  state: TradingState,
  filled: Order,
  quantity: number,
  out: Command[]
): void {
  for (const order of state.orders) {
    if (order.parent !== filled.parent || order === filled) continue
    if (remainingOf(order) <= quantity) {
      requestCancel(order, 'another exit was filled', out)
    } else {
      resize(state, order, order.quantity - quantity, out)
    }
  }
}

function resize(state: TradingState, order: Order, quantity: number, out: Command[]): void {
  countWorking(state, order, -1)
  order.quantity = quantity
  countWorking(state, order, 1)
  const { limitPrice, stopPrice } = order
  out.push({ type: 'replace_order', order, quantity, limitPrice, stopPrice })
}

/**
 * Makes the exits that an entry asked for, or grows and moves those that it has, after it opened `quantity`
 * units. Does nothing for an order that asked for none.
 */
export function attachExits(
  state: TradingState,
  entry: Order,
  quantity: number,
  atMs: number,
  out: Command[]
): void {
  const existing = state.orders.filter((order) => order.parent === entry.sequence)
  if (existing.length > 0) {
    for (const exit of existing) {
      const level = exit.role === 'stop_loss' ? entry.stopLoss : entry.takeProfit
      if (exit.role === 'stop_loss' && level !== null) {
        const stopPrice = levelOf(entry, level, -1)
        exit.stopPrice = orderPrice(state, exit.instrument, stopPrice, 'nearest')
      }
      if (exit.role === 'take_profit' && level !== null) {
        const rounding = exit.side === 'buy' ? 'down' : 'up'
        exit.limitPrice = orderPrice(state, exit.instrument, levelOf(entry, level, 1), rounding)
      }
      resize(state, exit, exit.quantity + quantity, out)
    }
    return
  }
  if (entry.stopLoss !== null) {
    const stopPrice = levelOf(entry, entry.stopLoss, -1)
    submitOrder(
      state,
      exitDraft(entry, quantity, 'stop_loss', { type: 'stop', stopPrice }),
      atMs,
      out
    )
  }
  if (entry.trailingStop !== null) {
    const trail = entry.trailingStop
    submitOrder(
      state,
      exitDraft(entry, quantity, 'trailing_stop', { type: 'trailing_stop', trail }),
      atMs,
      out
    )
  }
  if (entry.takeProfit !== null) {
    const limitPrice = levelOf(entry, entry.takeProfit, 1)
    submitOrder(
      state,
      exitDraft(entry, quantity, 'take_profit', { type: 'limit', limitPrice }),
      atMs,
      out
    )
  }
}

/**
 * Price of an exit. `direction` is +1 for a target and -1 for a stop, seen from a long position; a
 * level that would be at or below zero becomes the smallest positive price.
 */
function levelOf(entry: Order, level: ExitLevel, direction: 1 | -1): number {
  if (level.kind === 'price') return level.value
  const base = entry.averagePrice
  const away = level.kind === 'fraction' ? base * level.value : level.value
  return Math.max(base + direction * signOf(entry.side) * away, Number.MIN_VALUE)
}

/** An exit of what an entry filled just now: earlier parts may have been closed by exits before it. */
function exitDraft(
  entry: Order,
  quantity: number,
  role: OrderRole,
  terms: Partial<Pick<OrderDraft, 'stopPrice' | 'limitPrice' | 'trail'>> & { type: Order['type'] }
): OrderDraft {
  return {
    strategy: entry.strategy,
    instrument: entry.instrument,
    side: entry.side === 'buy' ? 'sell' : 'buy',
    quantity,
    role,
    type: terms.type,
    limitPrice: terms.limitPrice ?? null,
    stopPrice: terms.stopPrice ?? null,
    trail: terms.trail ?? null,
    timeInForce: 'gtc',
    goodTillMs: null,
    ocoGroup: 0,
    parent: entry.sequence,
    stopLoss: null,
    takeProfit: null,
    trailingStop: null,
    reference: entry.reference,
    reason: role.replace('_', ' '),
  }
}
