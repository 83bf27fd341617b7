import { reckonedPrice, unitValueAt } from '../account/exposure.js'
import type { Command, DenialCode } from '../command.js'
import { draftOf, pricesOnTick, submitOrder } from '../order/make_order.js'
import type { OrderRole, Side } from '../order/order.js'
import { requestCancel } from '../order/order_event.js'
import { reducingPart, workingMarketOf } from '../order/working_quantity.js'
import { assess } from '../risk/assess.js'
import type { Proposal } from '../risk/proposal.js'
import type { Verdict } from '../risk/verdict.js'
import { positionOf, type InstrumentState, type TradingState } from '../state.js'
import { refuse } from './refuse.js'
import { replace } from './replace.js'
import type { OrderSignal, Signal, TargetSignal } from './signal.js'
import { signalFault } from './signal_fault.js'
import { quantityOf } from './sizing.js'

/**
 * Turns a signal into orders: checks its form, works out the quantity, asks every risk rule, and
 * submits what is left. A signal that is denied or reduced is reported with its verdicts.
 *
 * The size is worked out now, at the last price of the instrument: a signal that is sized at the open
 * must be proposed when that open is known.
 */
export function propose(
  state: TradingState,
  signal: Signal,
  atMs: number,
  pluginVerdicts: readonly Verdict[],
  out: Command[]
): void {
  const instrument = state.instruments[signal.instrument] as InstrumentState
  const fault = signalFault(signal, instrument.terms)
  if (fault !== null) return refuse(out, signal, atMs, 'invalid_signal', fault)
  switch (signal.type) {
    case 'cancel':
      return cancel(state, signal, atMs, out)
    case 'replace':
      return replace(state, signal, { atMs, pluginVerdicts, out })
    case 'target':
    case 'order':
      return trade(state, signal, { atMs, pluginVerdicts, out })
  }
}

/** What a signal comes down to: a trade in figures. */
export interface Wish {
  readonly code: null
  readonly side: Side
  /** Units, above 0. */
  readonly quantity: number
  /** Price on which the figures are based, in the instrument's currency. */
  readonly price: number
  readonly role: OrderRole
}

/** Why a signal comes down to nothing that risk could be asked about. */
interface Refusal {
  readonly code: DenialCode
  readonly reason: string
}

/** The trade that a signal asks for, why there can be none, or `null` where there is nothing to do. */
export function wishOf(
  state: TradingState,
  signal: OrderSignal | TargetSignal
): Wish | Refusal | null {
  const instrument = state.instruments[signal.instrument] as InstrumentState
  if (!(instrument.price > 0)) {
    return { code: 'no_price', reason: `${instrument.terms.symbol} has no price yet` }
  }
  return signal.type === 'order'
    ? orderWish(state, signal, instrument)
    : targetWish(state, signal, instrument)
}

/** The price at which an order of this signal is reckoned, its own prices on the tick. */
function reckoned(state: TradingState, signal: OrderSignal | TargetSignal, side: Side): number {
  const { price } = state.instruments[signal.instrument] as InstrumentState
  const { instrument, limitPrice, stopPrice } = signal
  // A market order trades at the market: what follows would say the same with two objects more.
  if (limitPrice === null && stopPrice === null) return price
  const terms = pricesOnTick(state, { instrument, side, limitPrice, stopPrice })
  return reckonedPrice({ side, ...terms }, price)
}

function orderWish(
  state: TradingState,
  signal: OrderSignal,
  { terms }: InstrumentState
): Wish | Refusal {
  const { side } = signal
  const price = reckoned(state, signal, side)
  const quantity = quantityOf(state, signal.size, { instrument: signal.instrument, side, price })
  if (quantity > 0) return { code: null, side, quantity, price, role: 'entry' }
  const { kind, value } = signal.size
  const reason = `${kind} ${value} does not pay for ${terms.quantityStep} ${terms.symbol} at ${price}`
  return { code: 'size_too_small', reason }
}

/** A target is a trade of the difference to what the strategy holds and is about to hold. */
function targetWish(
  state: TradingState,
  signal: TargetSignal,
  { terms }: InstrumentState
): Wish | null {
  const { kind, value } = signal.size
  const towards = value < 0 ? -1 : 1
  const aimedSide: Side = value < 0 ? 'sell' : 'buy'
  const aimed = quantityOf(
    state,
    { kind, value: Math.abs(value) },
    { instrument: signal.instrument, side: aimedSide, price: reckoned(state, signal, aimedSide) }
  )
  const held = positionOf(state, signal.strategy, signal.instrument).quantity
  const expected = held + workingMarketOf(state, signal.strategy, signal.instrument)
  const difference = towards * aimed - expected
  // A closing target takes whatever is held; otherwise the step of the instrument decides.
  if (Math.abs(difference) < terms.quantityStep * (1 - 1e-9) && aimed !== 0) return null
  if (difference === 0) return null
  const side: Side = difference > 0 ? 'buy' : 'sell'
  const role: OrderRole = aimed === 0 ? 'close' : 'entry'
  const quantity = Math.abs(difference)
  return { code: null, side, quantity, price: reckoned(state, signal, side), role }
}

/** A wish in the figures that the rules are asked about. */
export function proposalOf(
  state: TradingState,
  signal: OrderSignal | TargetSignal,
  wish: Wish
): Proposal {
  const instrument = state.instruments[signal.instrument] as InstrumentState
  const sign = wish.side === 'buy' ? 1 : -1
  const { orderType, ocoGroup } = signal
  const reducing = reducingPart(state, signal, sign, wish.quantity, orderType, ocoGroup)
  return {
    strategy: signal.strategy,
    instrument: signal.instrument,
    terms: instrument.terms,
    sign,
    reducing,
    opening: wish.quantity - reducing,
    price: wish.price,
    unitValue: unitValueAt(instrument, wish.price),
  }
}

function trade(
  state: TradingState,
  signal: OrderSignal | TargetSignal,
  call: { atMs: number; pluginVerdicts: readonly Verdict[]; out: Command[] }
): void {
  const wish = wishOf(state, signal)
  const { atMs, pluginVerdicts, out } = call
  if (wish === null) {
    if (state.settings.isLive === true) out.push(nothingToDo(signal, atMs))
    return
  }
  if (wish.code !== null) return refuse(out, signal, atMs, wish.code, wish.reason)
  const proposal = proposalOf(state, signal, wish)
  const assessment = assess(state, proposal, pluginVerdicts)
  const { quantity, decision } = assessment
  let orderSequence: number | null = null
  if (quantity > 0) {
    // What only takes a position towards zero must stay so, even if the position shrinks meanwhile.
    const role = proposal.reducing >= quantity ? 'close' : wish.role
    const draft = draftOf(signal, { side: wish.side, quantity, role })
    orderSequence = submitOrder(state, draft, atMs, out).sequence
  }
  const isLive = state.settings.isLive === true
  if (decision === 'approve' && !isLive) return
  out.push({
    type: 'signal_judged',
    decision,
    signal,
    atMs,
    code: decision === 'approve' ? 'approved' : 'risk',
    reason: assessment.reason ?? '',
    asked: wish.quantity,
    quantity,
    verdicts: assessment.verdicts,
    ...(isLive ? { orderSequence } : {}),
  })
}

function nothingToDo(signal: Signal, atMs: number): Command {
  return {
    type: 'signal_judged',
    decision: 'approve',
    signal,
    atMs,
    code: 'nothing_to_do',
    reason: 'what is held and ordered is what was asked for',
    asked: 0,
    quantity: 0,
    verdicts: [],
    orderSequence: null,
  }
}

function cancel(
  state: TradingState,
  signal: Signal & { type: 'cancel' },
  atMs: number,
  out: Command[]
): void {
  const own = state.orders.filter(
    (one) => one.strategy === signal.strategy && one.instrument === signal.instrument
  )
  const chosen = signal.all ? own : own.filter((one) => one.reference === signal.reference)
  if (chosen.length === 0 && !signal.all) {
    const reason = `no working order has the reference ${signal.reference}`
    return refuse(out, signal, atMs, 'unknown_order', reason)
  }
  for (const one of chosen) requestCancel(one, 'the strategy cancelled it', out)
}
