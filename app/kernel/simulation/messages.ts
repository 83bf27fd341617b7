import type { SignalJudged } from '../command.js'
import type { CorporateAction } from '../instrument/corporate_action.js'
import type { Fill } from '../order/fill.js'
import { ORDER_ROLES, signOf, type Order } from '../order/order.js'
import { ORDER_STATES } from '../order/order_state.js'
import { ORDER_TYPES } from '../signal/signal_record.js'
import { positionOf, type TradingState } from '../state.js'
import type { Advisor } from './advisor.js'

/** A message to a strategy. */
export interface Message {
  /** Sequence of the order whose news it is, 0 for other messages. */
  readonly order: number
  /** Answers like `Advisor.onInboxBar`. */
  readonly tell: (advisor: Advisor) => number
}

/**
 * What strategies are to hear at the next instant: their own orders, fills, positions and denials, in the
 * order in which they happened, with the figures of that moment. Of several changes of one order only the
 * last is told.
 */
export class Messages {
  readonly #waiting: Message[][]

  constructor(readonly state: TradingState) {
    this.#waiting = state.strategies.slice(1).map(() => [])
  }

  /** Whether anything waits for a strategy (index in the configuration). */
  has(strategy: number): boolean {
    return (this.#waiting[strategy] as Message[]).length > 0
  }

  /** Takes what waits for a strategy. */
  take(strategy: number): Message[] {
    const messages = this.#waiting[strategy] as Message[]
    this.#waiting[strategy] = []
    return messages
  }

  /** An order as it stands now. */
  order(order: Order): void {
    const { instrument, reference, sequence, quantity, filled } = order
    const state = ORDER_STATES.indexOf(order.state)
    const side = signOf(order.side)
    const type = ORDER_TYPES.indexOf(order.type)
    const limit = order.limitPrice ?? 0
    const stop = order.stopPrice ?? 0
    const role = ORDER_ROLES.indexOf(order.role)
    if (order.strategy > 0) forget(this.#waiting[order.strategy - 1] as Message[], sequence)
    this.#tell(
      order.strategy,
      (to) =>
        to.onOrder(
          instrument,
          reference,
          sequence,
          state,
          side,
          type,
          quantity,
          filled,
          limit,
          stop,
          role
        ),
      sequence
    )
  }

  /** An execution. */
  fill(fill: Fill, order: Order): void {
    const { instrument, quantity, price, fee, atMs } = fill
    this.#tell(fill.strategy, (to) =>
      to.onFill(
        instrument,
        order.reference,
        order.sequence,
        signOf(fill.side),
        quantity,
        price,
        fee / 1e6,
        atMs
      )
    )
  }

  /** A position as it stands now. Told before the fill that made it. */
  position(strategy: number, instrument: number): void {
    if (strategy === 0) return
    const { quantity, averageCost, realised } = positionOf(this.state, strategy, instrument)
    this.#tell(strategy, (to) => {
      to.onPosition(instrument, quantity, averageCost, realised / 1e6)
      return 0
    })
  }

  /** A signal that was reduced or denied. */
  denied(judged: SignalJudged): void {
    const { signal, code, reason } = judged
    this.#tell(signal.strategy, (to) =>
      to.onDenied(signal.instrument, signal.reference, code, reason)
    )
  }

  /** A split or dividend, told to a strategy that is shown the instrument. */
  corporateAction(strategy: number, instrument: number, action: CorporateAction): void {
    const type = action.type === 'split' ? 1 : 2
    const value = action.type === 'split' ? action.ratio : action.amount
    this.#tell(strategy, (to) => to.onCorporateAction(instrument, type, value, action.exDay))
  }

  #tell(strategy: number, tell: Message['tell'], order = 0): void {
    if (strategy > 0) (this.#waiting[strategy - 1] as Message[]).push({ order, tell })
  }
}

/** Drops news of an order that newer ones make stale. */
function forget(waiting: Message[], order: number): void {
  for (let k = waiting.length - 1; k >= 0; k--) {
    if ((waiting[k] as Message).order === order) {
      waiting.splice(k, 1)
      return
    }
  }
}
