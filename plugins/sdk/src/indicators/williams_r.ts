import { Highest, Lowest } from './extremes.js'
import type { HighLowClose } from './inputs.js'

/**
 * Williams %R: −100 × (highest high − close) / (highest high − lowest low) over `length` bars.
 *
 * −100 to 0; 0 where the range has no height, as TA-Lib WILLR. First value with bar `length`.
 */
export class WilliamsR {
  /** NaN until ready. */
  value = NaN
  readonly #highest: Highest
  readonly #lowest: Lowest

  constructor(length = 14) {
    this.#highest = new Highest(length)
    this.#lowest = new Lowest(length)
  }

  get ready(): boolean {
    return this.#highest.ready
  }

  update({ high, low, close }: HighLowClose): number {
    const top = this.#highest.update(high)
    const bottom = this.#lowest.update(low)
    if (!this.#highest.ready) return this.value
    return (this.value = top === bottom ? 0 : (-100 * (top - close)) / (top - bottom))
  }
}
