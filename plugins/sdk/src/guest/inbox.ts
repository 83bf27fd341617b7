import { INBOX, INBOX_LENGTH } from '../../../../app/kernel/simulation/inbox.js'
import type { Bar } from '../strategy/bar.js'
import { defineProperty, entriesOf, Float64, freeze, propertiesOf } from './intrinsics.js'

/** The engine's numbers of one call, and whose they are. */
export interface Inbox {
  readonly numbers: Float64Array
  /** Index of the instrument whose bar is being shown. */
  instrument: number
}

/** An inbox before the first call. */
export function emptyInbox(): Inbox {
  return { numbers: new Float64(INBOX_LENGTH), instrument: 0 }
}

/**
 * The bar that strategies are shown: one frozen object whose properties read the inbox.
 *
 * Numbers kept in the fields of an object would be allocated anew for each bar; read from an array
 * they cost nothing.
 */
export class ShownBar implements Bar {
  readonly #inbox: Inbox
  readonly #numbers: Float64Array
  readonly #symbols: readonly string[]

  constructor(inbox: Inbox, symbols: readonly string[]) {
    this.#inbox = inbox
    this.#numbers = inbox.numbers
    this.#symbols = symbols
    for (let index = 0; index < OWN.length; index += 1) {
      const [name, descriptor] = OWN[index] as [string, PropertyDescriptor]
      defineProperty(this, name, descriptor)
    }
    freeze(this)
  }

  get symbol(): string {
    return this.#symbols[this.#inbox.instrument] as string
  }
  get startMs(): number {
    return this.#numbers[INBOX.startMs] as number
  }
  get endMs(): number {
    return this.#numbers[INBOX.endMs] as number
  }
  get open(): number {
    return this.#numbers[INBOX.open] as number
  }
  get high(): number {
    return this.#numbers[INBOX.high] as number
  }
  get low(): number {
    return this.#numbers[INBOX.low] as number
  }
  get close(): number {
    return this.#numbers[INBOX.close] as number
  }
  get volume(): number {
    return this.#numbers[INBOX.volume] as number
  }
}

/**
 * What reads the properties, as properties of the object's own, so that copying it with `{ ...bar }` works. All
 * bars share these functions: an object with functions made for it alone is looked up by name at each read.
 */
const OWN = entriesOf(propertiesOf(ShownBar.prototype))
  .filter(([name]) => name !== 'constructor')
  .map(([name, { get }]): [string, PropertyDescriptor] => [name, { get: get!, enumerable: true }])
