import { priceText } from '#kernel/values/price.js'
import type { BrokerFill, BrokerOrderState } from '#ports/broker.js'
import type { Difference, OwnFill } from '#ports/reconcile_records.js'
import { orderSequenceOf } from '../trading/client_order.js'
import type { BrokerBooks, OwnBooks } from './books.js'
import type { ReconcileSettings } from './reconcile_settings.js'

/** Executions that were booked by our own word, to agree with the broker: it has none of them. */
export const ADJUSTMENT_PREFIX = 'adj_'

/** From when on executions are compared, on our clock and on the broker's. */
export interface FillWindow {
  /** Ours that are younger must be in that list, unless they are younger than `untilMs`. */
  readonly ownSinceMs: number
  readonly untilMs: number
}

/** Everything in which two sets of books differ, by what is compared: executions, orders, positions, cash. */
export function compareBooks(
  ours: OwnBooks,
  brokers: BrokerBooks,
  { window, settings }: { readonly window: FillWindow; readonly settings: ReconcileSettings }
): Difference[] {
  return [
    ...fillDifferences(ours, brokers, window, settings),
    ...orderDifferences(ours, brokers, settings),
    ...positionDifferences(ours, brokers, settings),
    ...cashDifferences(ours, brokers, settings),
  ]
}

function fillDifferences(
  ours: OwnBooks,
  brokers: BrokerBooks,
  window: FillWindow,
  { quantityTolerance }: ReconcileSettings
): Difference[] {
  const own = new Map(ours.fills.map((fill) => [fill.brokerFillId, fill]))
  const theirs = new Set(brokers.fills.map(({ brokerFillId }) => brokerFillId))
  const found: Difference[] = []
  for (const fill of brokers.fills) {
    const { brokerFillId: subject, symbol } = fill
    const mine = own.get(subject)
    const told = textOfFill(fill)
    const common = { about: 'fill', subject, symbol, brokers: told } as const
    if (mine === undefined) {
      if (ours.refusedFills.has(subject)) continue
      const sentence = `the broker executed ${told} (${subject}), which is not in our books`
      found.push({ ...common, kind: 'missing_local', ours: null, sentence })
    } else if (differs(mine, fill, quantityTolerance)) {
      const is = textOfFill(mine)
      const sentence = `execution ${subject} is ${is} in our books, the broker says ${told}`
      found.push({ ...common, kind: 'quantity_mismatch', ours: is, sentence })
    }
  }
  for (const fill of ours.fills) {
    const { brokerFillId: subject, symbol, atMs } = fill
    if (atMs < window.ownSinceMs || atMs >= window.untilMs) continue
    if (theirs.has(subject) || subject.startsWith(ADJUSTMENT_PREFIX)) continue
    const is = textOfFill(fill)
    const sentence = `our books have ${is} (${subject}), which the broker never executed`
    const common = { about: 'fill', subject, symbol, ours: is, brokers: null } as const
    found.push({ ...common, kind: 'phantom_local', sentence })
  }
  return found
}

function differs(mine: OwnFill, theirs: BrokerFill, tolerance: number): boolean {
  const { symbol, side, quantity, price } = theirs
  return (
    mine.symbol !== symbol ||
    mine.side !== side ||
    mine.price !== price ||
    Math.abs(mine.quantity - quantity) > tolerance
  )
}

function textOfFill({ side, quantity, symbol, price }: OwnFill | BrokerFill): string {
  return `${side} ${quantity} ${symbol} at ${priceText(price)}`
}

function orderDifferences(
  ours: OwnBooks,
  brokers: BrokerBooks,
  { quantityTolerance }: ReconcileSettings
): Difference[] {
  const found: Difference[] = []
  const listed = new Set<string>()
  for (const order of brokers.orders) {
    const { clientOrderId, symbol } = order
    const sequence = orderSequenceOf(ours.account, clientOrderId)
    if (clientOrderId === null || sequence === null || sequence > ours.orderCount) {
      const strange = strangeOrder(order)
      if (strange !== null) found.push(strange)
      continue
    }
    listed.add(clientOrderId)
    const told = textOfOrder(order)
    const common = { about: 'order', subject: clientOrderId, symbol, brokers: told } as const
    const mine = ours.orders.get(clientOrderId)
    if (mine === undefined) {
      if (order.status !== 'working') continue
      const sentence = `${clientOrderId} has ended in our books and still works at the broker`
      found.push({ ...common, kind: 'missing_local', ours: 'ended', sentence })
    } else if (order.status !== 'working') {
      const is = `${mine.state}, ${mine.filled} of ${mine.quantity}`
      const sentence = `${clientOrderId} is ${is} in our books, at the broker it is ${told}`
      found.push({ ...common, kind: 'missing_local', ours: is, sentence })
    } else if (mine.isSent && Math.abs(mine.quantity - order.quantity) > quantityTolerance) {
      const is = `for ${mine.quantity}`
      const sentence = `${clientOrderId} is ${is} in our books and for ${order.quantity} at the broker`
      found.push({ ...common, kind: 'quantity_mismatch', ours: is, sentence })
    }
  }
  if (!brokers.isComplete) return found
  for (const [subject, { symbol, state, filled, quantity, isSent }] of ours.orders) {
    if (listed.has(subject) || !isSent) continue
    // An order in doubt is the same difference as before it was.
    const is = `open, ${filled} of ${quantity}`
    const sentence = `${subject} is open in our books (${state}), and the broker does not have it`
    const common = { about: 'order', subject, symbol, ours: is, brokers: null } as const
    found.push({ ...common, kind: 'phantom_local', sentence })
  }
  return found
}

/** An order at the broker that is none of ours; only one that works can still do something. */
function strangeOrder(order: BrokerOrderState): Difference | null {
  if (order.status !== 'working') return null
  const { brokerOrderId, clientOrderId, symbol } = order
  const told = textOfOrder(order)
  const name = clientOrderId === null ? brokerOrderId : `${brokerOrderId} (${clientOrderId})`
  return {
    kind: 'unknown_order',
    about: 'order',
    subject: brokerOrderId,
    symbol,
    ours: null,
    brokers: told,
    sentence: `an order that is not ours works at the broker: ${name}, ${told}`,
  }
}

function textOfOrder({ side, quantity, symbol, status, limitPrice }: BrokerOrderState): string {
  const limit = limitPrice === null ? '' : ` at ${priceText(limitPrice)}`
  return `${status}, ${side} ${quantity} ${symbol}${limit}`
}

function positionDifferences(
  ours: OwnBooks,
  brokers: BrokerBooks,
  { quantityTolerance }: ReconcileSettings
): Difference[] {
  const found: Difference[] = []
  for (const symbol of union(ours.positions, brokers.positions)) {
    if (brokers.isMoving.has(symbol)) continue
    const mine = ours.positions.get(symbol) ?? 0
    const theirs = brokers.positions.get(symbol) ?? 0
    if (Math.abs(mine - theirs) <= quantityTolerance) continue
    const common = {
      about: 'position',
      subject: symbol,
      symbol,
      ours: mine === 0 ? null : String(mine),
      brokers: theirs === 0 ? null : String(theirs),
    } as const
    const sentence = `we hold ${mine} ${symbol}, the broker says ${theirs}`
    if (!ours.symbols.has(symbol)) {
      const strange = `the broker holds ${theirs} ${symbol}, which this account does not trade`
      found.push({ ...common, kind: 'missing_local', sentence: strange })
    } else {
      const kind = theirs === 0 ? 'phantom_local' : 'quantity_mismatch'
      found.push({ ...common, kind, sentence })
    }
  }
  return found
}

function cashDifferences(
  ours: OwnBooks,
  brokers: BrokerBooks,
  { cashTolerance }: ReconcileSettings
): Difference[] {
  // Cash belongs to no instrument: while anything is executed it moves.
  if (brokers.isMoving.size > 0) return []
  const found: Difference[] = []
  for (const code of union(ours.cash, brokers.cash)) {
    const mine = ours.cash.get(code) ?? 0
    const theirs = brokers.cash.get(code) ?? 0
    if (Math.abs(mine - theirs) <= cashTolerance) continue
    found.push({
      kind: 'cash_difference',
      about: 'cash',
      subject: code,
      symbol: null,
      ours: mine.toFixed(2),
      brokers: theirs.toFixed(2),
      sentence: `we have ${mine.toFixed(2)} ${code}, the broker says ${theirs.toFixed(2)}`,
    })
  }
  return found
}

function union(left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>): string[] {
  return [...new Set([...left.keys(), ...right.keys()])].sort()
}
