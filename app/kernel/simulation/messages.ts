import type { SignalJudged } from '../command.js'
import type { CorporateAction } from '../instrument/corporate_action.js'
import type { Fill } from '../order/fill.js'
import { ORDER_ROLES, signOf, type Order } from '../order/order.js'
import { ORDER_STATES } from '../order/order_state.js'
import { ORDER_TYPES } from '../signal/signal_record.js'
import { positionOf, type TradingState } from '../state.js'
import { MESSAGE, MessageList } from './message.js'

/**
 * What strategies are to hear at the next instant: their own orders, fills, positions and denials, in the
 * order in which they happened, with the figures of that moment. Of several changes of one order only the
 * last is told.
 */
export class Messages {
  readonly #waiting: MessageList[]
  /** What is being told while new messages gather. */
  readonly #taken: MessageList[]

  constructor(readonly state: TradingState) {
    const lists = () => state.strategies.slice(1).map(() => new MessageList())
    this.#waiting = lists()
    this.#taken = lists()
  }

  /** Whether anything waits for a strategy (index in the configuration). */
  has(strategy: number): boolean {
    return (this.#waiting[strategy] as MessageList).count > 0
  }

  /** Takes what waits for a strategy; valid until it is taken again. */
  take(strategy: number): MessageList {
    const taken = this.#waiting[strategy] as MessageList
    const next = this.#taken[strategy] as MessageList
    next.count = 0
    this.#waiting[strategy] = next
    this.#taken[strategy] = taken
    return taken
  }

  /** An order as it stands now. */
  order(order: Order): void {
    const { strategy, sequence } = order
    if (strategy === 0) return
    const list = this.#waiting[strategy - 1] as MessageList
    list.dropOrder(sequence)
    const message = list.add(MESSAGE.order, order.instrument)
    message.reference = order.reference
    message.sequence = sequence
    message.state = ORDER_STATES.indexOf(order.state)
    message.side = signOf(order.side)
    message.type = ORDER_TYPES.indexOf(order.type)
    message.quantity = order.quantity
    message.filled = order.filled
    message.price = order.limitPrice ?? 0
    message.stopPrice = order.stopPrice ?? 0
    message.role = ORDER_ROLES.indexOf(order.role)
  }

  /** An execution. */
  fill(fill: Fill, order: Order): void {
    if (fill.strategy === 0) return
    const list = this.#waiting[fill.strategy - 1] as MessageList
    const message = list.add(MESSAGE.fill, fill.instrument)
    message.reference = order.reference
    message.sequence = order.sequence
    message.side = signOf(fill.side)
    message.quantity = fill.quantity
    message.price = fill.price
    message.amount = fill.fee / 1e6
    message.at = fill.atMs
  }

  /** A position as it stands now. Told before the fill that made it. */
  position(strategy: number, instrument: number): void {
    if (strategy === 0) return
    const { quantity, averageCost, realised } = positionOf(this.state, strategy, instrument)
    const list = this.#waiting[strategy - 1] as MessageList
    const message = list.add(MESSAGE.position, instrument)
    message.quantity = quantity
    message.price = averageCost
    message.amount = realised / 1e6
  }

  /** A signal that was reduced or denied. */
  denied({ signal, code, reason }: SignalJudged): void {
    if (signal.strategy === 0) return
    const list = this.#waiting[signal.strategy - 1] as MessageList
    const message = list.add(MESSAGE.denied, signal.instrument)
    message.reference = signal.reference
    message.code = code
    message.text = reason
  }

  /** A split or dividend, told to a strategy that is shown the instrument. */
  corporateAction(strategy: number, instrument: number, action: CorporateAction): void {
    const list = this.#waiting[strategy - 1] as MessageList
    const message = list.add(MESSAGE.corporateAction, instrument)
    message.type = action.type === 'split' ? 1 : 2
    message.price = action.type === 'split' ? action.ratio : action.amount
    message.at = action.exDay
  }
}
