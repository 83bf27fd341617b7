import type { Command } from '../command.js'
import { submitOrder } from '../order/make_order.js'
import { remainingOf, type Order } from '../order/order.js'
import { requestCancel } from '../order/order_event.js'
import { isReduceOnly } from '../order/working_quantity.js'
import { approvedByAll } from '../risk/assess.js'
import type { TargetSignal } from '../signal/signal.js'
import { positionOf, type Closing, type TradingState } from '../state.js'
import { forgetClosed, isSamePlace, type Place } from './closing.js'

/** What is to be closed; `null` stands for all. */
export interface CloseWish {
  readonly strategy: number | null
  readonly instrument: number | null
  readonly atMs: number
  readonly reason: string
}

/**
 * Closes positions: cancels what works in each place concerned and sends a market order for what is held.
 *
 * A place stays marked until no order is open in it, and takes no new risk meanwhile. An entry that fills
 * on its way to being cancelled is closed as well; an order that closes already is not doubled.
 */
export function closePositions(state: TradingState, wish: CloseWish, out: Command[]): void {
  state.nowMs = Math.max(state.nowMs, wish.atMs)
  for (let strategy = 0; strategy < state.strategies.length; strategy++) {
    if (wish.strategy !== null && wish.strategy !== strategy) continue
    for (let instrument = 0; instrument < state.instruments.length; instrument++) {
      if (wish.instrument !== null && wish.instrument !== instrument) continue
      const place = { strategy, instrument }
      const awaited = openIn(state, place)
        .filter((order) => isCloser(order) && order.isWithdrawn)
        .map(({ sequence }) => sequence)
      closePlace(state, { ...place, reason: wish.reason, awaited }, wish.atMs, out)
    }
  }
}

function closePlace(state: TradingState, place: Closing, atMs: number, out: Command[]): void {
  const { quantity } = positionOf(state, place.strategy, place.instrument)
  const side = quantity > 0 ? 'sell' : 'buy'
  for (const order of openIn(state, place)) {
    // What closed a position that has turned around since would open now.
    if (!isCloser(order) || order.side !== side) requestCancel(order, place.reason, out)
  }
  closeRest(state, place, atMs, out)
  keepClosing(state, place)
}

/** Marks a place while orders are open in it. */
function keepClosing(state: TradingState, closing: Closing): void {
  state.closing = state.closing.filter((one) => !isSamePlace(one, closing))
  if (openIn(state, closing).length > 0) state.closing.push(closing)
}

/** After an order has ended that was being cancelled when its place was to be closed: closes what it left. */
export function closeWhatIsLeft(
  state: TradingState,
  closing: Closing,
  ended: Order,
  { atMs, out }: { readonly atMs: number; readonly out: Command[] }
): void {
  if (!closing.awaited.includes(ended.sequence)) return
  closeRest(state, closing, atMs, out)
  keepClosing(state, closing)
}

/** After a fill in a place that is being closed: closes what it opened. */
export function closeWhatFilled(
  state: TradingState,
  place: Place,
  atMs: number,
  out: Command[]
): void {
  const closing = state.closing.find((one) => isSamePlace(one, place))
  if (closing === undefined) return
  closeRest(state, closing, atMs, out)
  forgetClosed(state, place)
}

/** Sends a market order for what is held and not being closed yet. */
function closeRest(state: TradingState, place: Closing, atMs: number, out: Command[]): void {
  const { quantity } = positionOf(state, place.strategy, place.instrument)
  const side = quantity > 0 ? 'sell' : 'buy'
  let left = Math.abs(quantity)
  for (const order of openIn(state, place)) {
    if (isCloser(order) && order.side === side) left -= remainingOf(order)
  }
  if (!(left > 0)) return
  const signal = closingSignal(place)
  const order = submitOrder(
    state,
    { ...signal, side, quantity: left, role: 'close', type: 'market', parent: 0 },
    atMs,
    out
  )
  if (state.settings.isLive !== true) return
  out.push({
    type: 'signal_judged',
    decision: 'approve',
    signal,
    atMs,
    code: 'approved',
    reason: '',
    asked: left,
    quantity: left,
    verdicts: approvedByAll(state, []),
    orderSequence: order.sequence,
  })
}

/** A close in the form of what a strategy would say for it. */
function closingSignal({ strategy, instrument, reason }: Closing): TargetSignal {
  return {
    type: 'target',
    strategy,
    instrument,
    reference: 0,
    reason,
    size: { kind: 'quantity', value: 0 },
    sizedAt: 'signal',
    orderType: 'market',
    limitPrice: null,
    stopPrice: null,
    trail: null,
    timeInForce: 'gtc',
    goodTillMs: null,
    stopLoss: null,
    takeProfit: null,
    trailingStop: null,
    ocoGroup: 0,
  }
}

/** An order that closes at the market already. */
function isCloser(order: Order): boolean {
  return order.type === 'market' && isReduceOnly(order)
}

function openIn(state: TradingState, place: Place): Order[] {
  return state.orders.filter((order) => isSamePlace(order, place))
}
