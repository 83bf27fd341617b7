import { Atr } from './atr.js'
import { factorOf } from './checks.js'
import { Ema } from './ema.js'
import type { HighLowClose } from './inputs.js'

/**
 * Keltner channel in L. Raschke's form: an EMA of the close, and `width` average true ranges above
 * and below it. Usual: 20, 2, ATR over 10. EMA and ATR are seeded as TA-Lib's.
 */
export class Keltner {
  /** NaN until ready. */
  upper = NaN
  middle = NaN
  lower = NaN
  readonly #ema: Ema
  readonly #atr: Atr
  readonly #width: number

  constructor(length = 20, width = 2, atrLength = 10) {
    this.#ema = new Ema(length)
    this.#atr = new Atr(atrLength)
    this.#width = factorOf(width, 'Keltner width')
  }

  get ready(): boolean {
    return this.#ema.ready && this.#atr.ready
  }

  /** The middle. */
  get value(): number {
    return this.middle
  }

  update(bar: HighLowClose): number {
    const middle = this.#ema.update(bar.close)
    const reach = this.#atr.update(bar) * this.#width
    if (!this.ready) return this.middle
    this.upper = middle + reach
    this.lower = middle - reach
    return (this.middle = middle)
  }
}
