import { objectList } from '../values/object_list.js'
import type { Advisor } from './advisor.js'

/** What a message is about; 0 for one that newer news of the same order have made stale. */
export const MESSAGE = {
  stale: 0,
  order: 1,
  fill: 2,
  position: 3,
  denied: 4,
  corporateAction: 5,
} as const

/** A number that no message keeps: a field that begins with it is stored as a double for good. */
const A_DOUBLE = 0.5

/**
 * A message to a strategy: the numbers of one of an advisor's calls. The same objects are used again and
 * again, so that news of an order cost no memory; what a field holds depends on the kind.
 */
export class Message {
  kind: number = MESSAGE.stale
  instrument = 0
  reference = 0
  /** Sequence of the order. */
  sequence = 0
  state = 0
  side = 0
  type = 0
  role = 0
  quantity = A_DOUBLE
  filled = A_DOUBLE
  /** Price of a fill, average cost of a position, limit of an order, ratio or amount of an action. */
  price = A_DOUBLE
  stopPrice = A_DOUBLE
  /** Fee of a fill, realised profit of a position, in currency units. */
  amount = A_DOUBLE
  /** Instant of a fill; day number of a corporate action. */
  at = A_DOUBLE
  code = ''
  text = ''

  /** Makes the call; answers like `Advisor.onInboxBar`. */
  tell(to: Advisor): number {
    const { instrument, reference, sequence, side, quantity, price } = this
    switch (this.kind) {
      case MESSAGE.order: {
        const { state, type, filled, stopPrice, role } = this
        return to.onOrder(
          instrument,
          reference,
          sequence,
          state,
          side,
          type,
          quantity,
          filled,
          price,
          stopPrice,
          role
        )
      }
      case MESSAGE.fill:
        return to.onFill(
          instrument,
          reference,
          sequence,
          side,
          quantity,
          price,
          this.amount,
          this.at
        )
      case MESSAGE.position:
        to.onPosition(instrument, quantity, price, this.amount)
        return 0
      case MESSAGE.denied:
        return to.onDenied(instrument, reference, this.code, this.text)
      default:
        return to.onCorporateAction(instrument, this.type, price, this.at)
    }
  }
}

/** A list of messages whose objects stay when it is emptied. */
export class MessageList {
  count = 0
  readonly #kept = objectList<Message>()

  /** The k-th message, below `count`. */
  at(k: number): Message {
    return this.#kept[k] as Message
  }

  /** A message at the end, to be filled in. */
  add(kind: number, instrument: number): Message {
    if (this.count === this.#kept.length) this.#kept.push(new Message())
    const message = this.#kept[this.count++] as Message
    message.kind = kind
    message.instrument = instrument
    return message
  }

  /** Marks news of an order that newer ones replace. */
  dropOrder(sequence: number): void {
    for (let k = this.count - 1; k >= 0; k--) {
      const message = this.#kept[k] as Message
      if (message.kind !== MESSAGE.order || message.sequence !== sequence) continue
      message.kind = MESSAGE.stale
      return
    }
  }
}
