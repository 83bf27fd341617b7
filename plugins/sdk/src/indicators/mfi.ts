import { type PricesAndVolume, typicalPrice } from './inputs.js'
import { RollingSum } from './rolling_sum.js'

/**
 * Money flow index: 100 × positive flow / all flow over `length` changes of the typical price, where
 * flow is typical price × volume and counts as positive when the price rose, negative when it fell.
 *
 * As TA-Lib MFI: 0 to 100, first value with bar length + 1, 0 where all flow is below 1.
 */
export class Mfi {
  /** NaN until ready. */
  value = NaN
  readonly #positive: RollingSum
  readonly #negative: RollingSum
  #previous = NaN

  constructor(length = 14) {
    this.#positive = new RollingSum(length)
    this.#negative = new RollingSum(length)
  }

  get ready(): boolean {
    return this.#positive.ready
  }

  update(bar: PricesAndVolume): number {
    const price = typicalPrice(bar)
    const change = price - this.#previous
    this.#previous = price
    if (change !== change) return this.value
    const flow = price * bar.volume
    const positive = this.#positive.update(change > 0 ? flow : 0)
    const negative = this.#negative.update(change < 0 ? flow : 0)
    if (!this.#positive.ready) return this.value
    const total = positive + negative
    return (this.value = total < 1 ? 0 : (100 * positive) / total)
  }
}
