import { reckonedPrice, unitValueAt } from '../account/exposure.js'
import type { Command } from '../command.js'
import { trimExits } from '../order/linked_orders.js'
import { pricesOnTick } from '../order/make_order.js'
import { remainingOf, type Order, type OrderType } from '../order/order.js'
import { countWorking, isReduceOnly, reducingPart } from '../order/working_quantity.js'
import { approvedByAll, assess } from '../risk/assess.js'
import type { Proposal } from '../risk/proposal.js'
import type { Verdict } from '../risk/verdict.js'
import { keepsExitsSmall, type InstrumentState, type TradingState } from '../state.js'
import { isQuantity } from '../values/quantity.js'
import { refuse } from './refuse.js'
import type { ReplaceSignal } from './signal.js'

/**
 * Changes the entry of a reference, never its exits; a person names any order, of an exit the prices alone.
 *
 * What makes the order riskier (more units, a higher price) goes through risk like a new order in its
 * place: the order grows as far as it may, and a price that risk denies leaves it as it was.
 */
export function replace(
  state: TradingState,
  signal: ReplaceSignal,
  { atMs, pluginVerdicts, out }: ReplaceCall
): void {
  const target = replacedBy(state, signal)
  if (target === undefined) {
    const reason = `no working order has the reference ${signal.reference}`
    return refuse(out, signal, atMs, 'unknown_order', reason)
  }
  const fault = replacementFault(state, target, signal)
  if (fault !== null) return refuse(out, signal, atMs, 'invalid_signal', fault)
  const wish = replacementOf(state, target, signal)
  const assessment = asIfWithdrawn(state, target, wish, (proposal) =>
    assess(state, proposal, pluginVerdicts)
  )
  let { quantity } = wish
  const isLive = state.settings.isLive === true
  const orderSequence = target.sequence
  if (assessment !== null && assessment.decision !== 'approve') {
    const before = remainingOf(target)
    const asked = quantity - target.filled
    const isPricier = priceOf(state, target, wish) > priceOf(state, target, target)
    const isDenied = assessment.quantity < before || (!isPricier && assessment.quantity === before)
    quantity = isDenied ? target.quantity : target.filled + assessment.quantity
    out.push({
      type: 'signal_judged',
      decision: isDenied ? 'deny' : 'reduce',
      signal,
      atMs,
      code: 'risk',
      reason: assessment.reason ?? '',
      asked,
      quantity: isDenied ? 0 : assessment.quantity,
      verdicts: assessment.verdicts,
      ...(isLive ? { orderSequence } : {}),
    })
    if (isDenied && isPricier) return
  } else if (isLive) {
    const asked = quantity - target.filled
    const verdicts = assessment?.verdicts ?? approvedByAll(state, pluginVerdicts)
    const told = { code: 'approved', reason: '', asked, quantity: asked, verdicts } as const
    out.push({ type: 'signal_judged', decision: 'approve', signal, atMs, ...told, orderSequence })
  }
  countWorking(state, target, -1)
  target.quantity = quantity
  countWorking(state, target, 1)
  target.limitPrice = wish.limitPrice
  target.stopPrice = wish.stopPrice
  const { limitPrice, stopPrice } = target
  out.push({ type: 'replace_order', order: target, quantity, limitPrice, stopPrice })
  // Exits may have been made for what a market order was about to add.
  if (target.type === 'market' && keepsExitsSmall(state)) trimExits(state, target, out)
}

/** What a replacement would make of an order, its prices on the tick. */
type Replacement = Pick<Order, 'quantity' | 'limitPrice' | 'stopPrice'>

function replacementOf(state: TradingState, target: Order, signal: ReplaceSignal): Replacement {
  const { instrument, side } = target
  const limitPrice = signal.limitPrice ?? target.limitPrice
  const stopPrice = signal.stopPrice ?? target.stopPrice
  const prices = pricesOnTick(state, { instrument, side, limitPrice, stopPrice })
  return { quantity: signal.quantity ?? target.quantity, ...prices }
}

/** The price at which an order with these terms would trade, as risk reckons it. */
function priceOf(state: TradingState, target: Order, terms: Replacement): number {
  const { price } = state.instruments[target.instrument] as InstrumentState
  const { limitPrice, stopPrice } = terms
  return reckonedPrice({ side: target.side, limitPrice, stopPrice }, price)
}

function replacementFault(
  state: TradingState,
  target: Order,
  signal: ReplaceSignal
): string | null {
  if (signal.limitPrice !== null && target.limitPrice === null) {
    return `a ${target.type} order has no limit price`
  }
  if (signal.stopPrice !== null && target.stopPrice === null) {
    return `a ${target.type} order has no stop price`
  }
  if (signal.quantity === null) return null
  const isFollowing = signal.order !== undefined || keepsExitsSmall(state)
  if (isFollowing && isReduceOnly(target) && signal.quantity > target.quantity) {
    return 'an order that only closes follows what is held: it can get smaller, never larger'
  }
  if (target.parent > 0) return 'an exit follows its position: only its prices can be changed'
  if (signal.quantity <= target.filled) {
    return `quantity ${signal.quantity} is not above the ${target.filled} already filled`
  }
  const { quantityStep } = (state.instruments[target.instrument] as InstrumentState).terms
  const rest = signal.quantity - target.filled
  return isQuantity(rest, quantityStep)
    ? null
    : `${signal.quantity} is not a multiple of ${quantityStep}`
}

/**
 * What `judge` says of an order in the place of another one; `null` where nothing gets riskier. While it
 * judges, the order is taken out of the reckoning, so that it does not stand in its own way.
 */
function asIfWithdrawn<T>(
  state: TradingState,
  target: Order,
  wish: Replacement,
  judge: (proposal: Proposal) => T
): T | null {
  if (isReduceOnly(target)) return null
  const price = priceOf(state, target, wish)
  const isRiskier = wish.quantity > target.quantity || price > priceOf(state, target, target)
  if (!isRiskier) return null
  const instrument = state.instruments[target.instrument] as InstrumentState
  const { quantity } = target
  const { workingMarket, restingBuys, restingSells } = instrument
  countWorking(state, target, -1)
  target.quantity = target.filled
  const rest = wish.quantity - target.filled
  const sign = target.side === 'buy' ? 1 : -1
  const reducing = reducingPart(state, target, sign, rest, target.type, target.ocoGroup)
  const judged = judge({
    strategy: target.strategy,
    instrument: target.instrument,
    terms: instrument.terms,
    sign,
    reducing,
    opening: rest - reducing,
    price,
    unitValue: unitValueAt(instrument, price),
  })
  // Put back as it was to the last bit: adding again what was taken off may not give the same.
  target.quantity = quantity
  instrument.workingMarket = workingMarket
  instrument.restingBuys = restingBuys
  instrument.restingSells = restingSells
  return judged
}

/**
 * Shows `judge` the proposal that a replacement would put before the rules, with the state as the rules
 * would find it. `null` where they would not be asked.
 */
export function foreseeReplacement<T>(
  state: TradingState,
  signal: ReplaceSignal,
  judge: (proposal: Proposal, type: OrderType) => T
): T | null {
  const target = replacedBy(state, signal)
  if (target === undefined || replacementFault(state, target, signal) !== null) return null
  const wish = replacementOf(state, target, signal)
  return asIfWithdrawn(state, target, wish, (proposal) => judge(proposal, target.type))
}

function replacedBy(
  state: TradingState,
  { strategy, reference, order }: ReplaceSignal
): Order | undefined {
  if (order !== undefined) return state.orders.find((one) => one.sequence === order)
  return state.orders.find(
    (one) => one.strategy === strategy && one.reference === reference && one.parent === 0
  )
}

/** What goes with a replacement: its moment, the answers of plugin rules, and where commands go. */
interface ReplaceCall {
  readonly atMs: number
  readonly pluginVerdicts: readonly Verdict[]
  readonly out: Command[]
}
