import type { Order } from '#kernel/order/order.js'
import type {
  BrokerOrderList,
  BrokerOrderState,
  BrokerReport,
  BrokerSession,
} from '#ports/broker.js'
import type { Clock } from '#ports/clock.js'
import { notesOf, stateOf } from './account_book.js'
import { cancelAction, replaceAction, submitAction } from './action.js'
import { clientOrderId } from './client_order.js'
import type { Dispatcher } from './dispatcher.js'
import type { Sequencer } from './sequencer.js'
import { settleOrder } from './settle_order.js'

/** How far before the oldest open order the broker is asked. All of this is time by the broker's clock. */
const MARGIN_MS = 3_600_000
/** Executions are asked for at least this far back from its newest word. */
const LOOK_BACK_MS = 86_400_000

/** A cancel that is not answered for so long is asked about. */
const CANCEL_PATIENCE_MS = 3_000

/** What a broker need not be asked for when no order is open. */
const NO_ORDERS: BrokerOrderList = { complete: true, orders: [] }

/** What the settler works with. */
export interface SettlerPorts {
  readonly broker: BrokerSession
  readonly clock: Clock
  readonly sequencer: Sequencer
  readonly dispatcher: Dispatcher
  warn(sentence: string): void
}

/**
 * Finds out at the broker what became of open orders, and brings the account to agree: executions first,
 * then endings, then what has to be withdrawn, changed or sent once more.
 *
 * One pass after the other does the whole recovery at a start; while trading it runs when something is
 * in doubt.
 */
export class Settler {
  readonly #absences = new Map<number, number>()
  readonly #doubted = new Set<number>()
  /** Orders that are being cancelled, and since when, or when they were last asked about. */
  readonly #cancels = new Map<number, number>()

  constructor(private readonly ports: SettlerPorts) {}

  /** Whether something is in doubt that only the broker can tell. */
  get isNeeded(): boolean {
    const { sequencer } = this.ports
    const hasUnknown = stateOf(sequencer.book).orders.some(({ state }) => state === 'unknown')
    return hasUnknown || sequencer.isMissingFills || this.#doubted.size > 0
  }

  /** Cancels that were sent and not answered for a while are asked about, again and again. */
  lookAfterCancels(): void {
    const { sequencer, clock } = this.ports
    const { book } = sequencer
    const nowMs = clock.nowMs()
    for (const { sequence } of stateOf(book).orders) {
      if (notesOf(book, sequence).cancelReason === null) continue
      const sinceMs = this.#cancels.get(sequence)
      if (sinceMs === undefined || nowMs < sinceMs) this.#cancels.set(sequence, nowMs)
      else if (nowMs - sinceMs >= CANCEL_PATIENCE_MS) {
        this.#cancels.set(sequence, nowMs)
        this.doubt(sequence)
      }
    }
  }

  /** A cancel or a change of this order may not have reached the broker. */
  doubt(orderSequence: number): void {
    this.#doubted.add(orderSequence)
  }

  /**
   * Asks once and acts on it. `isStart`: no order of this engine can be on its way, so that even orders
   * that were never handed over are looked for.
   */
  async pass({ isStart }: { readonly isStart: boolean }): Promise<void> {
    const { broker, sequencer } = this.ports
    await sequencer.settled()
    const open = stateOf(sequencer.book).orders.filter((order) => this.#isAskedFor(order, isStart))
    const numbers = open.map(({ sequence }) => sequence)
    const sinceMs = this.#sinceMs(numbers)
    const list = open.length === 0 ? NO_ORDERS : await broker.orders(sinceMs)
    // Read after the orders: an ending that the list shows has all its executions in here.
    for (const fill of await broker.fills(sinceMs)) {
      sequencer.offer({ type: 'report', report: { type: 'filled', fill } })
    }
    await sequencer.settled()
    const known = new Map(list.orders.map((one) => [one.clientOrderId, one]))
    for (const sequence of numbers) this.#settle(sequence, known, list.complete)
    this.#forgetEnded()
    await sequencer.settled()
  }

  /**
   * From when on the broker is asked, by its own clock: what it said last before the oldest of these orders
   * was made. Our clock may have been set since.
   */
  #sinceMs(numbers: readonly number[]): number {
    const { book } = this.ports.sequencer
    const times = numbers.map((sequence) => notesOf(book, sequence).brokerSinceMs ?? 0)
    const oldest = Math.min(...times, (book.brokerMs ?? 0) - LOOK_BACK_MS)
    return Math.max(0, oldest - MARGIN_MS)
  }

  #forgetEnded(): void {
    const open = new Set(stateOf(this.ports.sequencer.book).orders.map(({ sequence }) => sequence))
    for (const kept of [this.#doubted, this.#cancels]) {
      for (const sequence of kept.keys()) if (!open.has(sequence)) kept.delete(sequence)
    }
  }

  #isAskedFor(order: Order, isStart: boolean): boolean {
    const { dispatcher, sequencer } = this.ports
    if (dispatcher.isBusyWith(order.sequence)) return false
    return isStart || order.state === 'unknown' || notesOf(sequencer.book, order.sequence).isSent
  }

  #settle(
    sequence: number,
    known: ReadonlyMap<string | null, BrokerOrderState>,
    isComplete: boolean
  ): void {
    const { broker, sequencer, dispatcher, warn } = this.ports
    const { book, fencing } = sequencer
    const order = stateOf(book).orders.find((one) => one.sequence === sequence)
    if (order === undefined) return
    const absences = this.#absences.get(sequence) ?? 0
    const settlement = settleOrder(order, notesOf(book, sequence), {
      atBroker: known.get(clientOrderId(book.account, sequence)) ?? null,
      isComplete,
      absences,
      refusesDuplicates: broker.refusesDuplicates,
    })
    if (settlement.type === 'adopt') {
      this.#absences.delete(sequence)
      this.#doubted.delete(sequence)
    } else if (isComplete) {
      this.#absences.set(sequence, absences + 1)
    }
    switch (settlement.type) {
      case 'adopt':
        this.#adopt(order, settlement.state)
        break
      case 'doubt':
        sequencer.offer({ type: 'lost', orderSequence: sequence })
        break
      case 'send':
        warn(`order ${sequence} never reached the broker and is sent again`)
        this.#absences.delete(sequence)
        dispatcher.dispatch([submitAction(book, order, fencing)])
        break
      case 'end': {
        const reason = 'it never reached the broker'
        sequencer.offer({ type: 'absent', orderSequence: sequence, reason })
        break
      }
      case 'wait':
        break
    }
  }

  #adopt(order: Order, state: BrokerOrderState): void {
    const { sequencer, dispatcher } = this.ports
    const { book, fencing } = sequencer
    const id = clientOrderId(book.account, order.sequence)
    const report = reportOf(id, order, state)
    sequencer.offer({ type: 'report', report })
    if (state.status !== 'working') return
    if (notesOf(book, order.sequence).cancelReason !== null) {
      dispatcher.dispatch([cancelAction(book, order.sequence)])
    } else if (differs(order, state)) {
      dispatcher.dispatch([replaceAction(book, order, fencing)])
    } else {
      const { quantity, limitPrice, stopPrice, atMs } = state
      const terms = { quantity, limitPrice, stopPrice, atMs }
      sequencer.offer({ type: 'report', report: { type: 'replaced', clientOrderId: id, ...terms } })
    }
  }
}

/** What the broker would have told when the order came to where it is. */
function reportOf(id: string, order: Order, state: BrokerOrderState): BrokerReport {
  const { brokerOrderId, atMs, filled } = state
  const reason = state.reason ?? ''
  if (state.status === 'filled' && order.filled === filled && order.quantity > filled) {
    const rest = 'the broker filled it before it was made larger'
    return { type: 'cancelled', clientOrderId: id, filled, reason: rest, atMs }
  }
  switch (state.status) {
    case 'rejected':
      return { type: 'rejected', clientOrderId: id, reason, atMs }
    case 'cancelled':
    case 'expired':
      return { type: state.status, clientOrderId: id, filled, reason, atMs }
    default:
      return { type: 'accepted', clientOrderId: id, brokerOrderId, atMs }
  }
}

function differs(order: Order, state: BrokerOrderState): boolean {
  return (
    order.quantity !== state.quantity ||
    order.limitPrice !== state.limitPrice ||
    order.stopPrice !== state.stopPrice
  )
}
