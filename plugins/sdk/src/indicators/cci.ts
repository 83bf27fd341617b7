import { countOf } from './checks.js'
import { type HighLowClose, typicalPrice } from './inputs.js'

/**
 * Commodity channel index: (typical price − its mean) / (0.015 × mean absolute deviation).
 *
 * As TA-Lib CCI: 0 where either is 0; first value with bar `length`. The mean absolute deviation has
 * no update in constant time: each bar costs `length` steps. D. Lambert, 1980.
 */
export class Cci {
  /** NaN until ready. */
  value = NaN
  readonly length: number
  readonly #ring: Float64Array
  #next = 0
  #seen = 0

  constructor(length = 20) {
    this.length = countOf(length, 'Cci length')
    this.#ring = new Float64Array(length)
  }

  get ready(): boolean {
    return this.#seen === this.length
  }

  update(bar: HighLowClose): number {
    const { length } = this
    const ring = this.#ring
    const price = typicalPrice(bar)
    ring[this.#next] = price
    this.#next = this.#next + 1 === length ? 0 : this.#next + 1
    if (this.#seen < length) this.#seen += 1
    if (this.#seen < length) return this.value
    let sum = 0
    for (let index = 0; index < length; index += 1) sum += ring[index] as number
    const mean = sum / length
    let deviations = 0
    for (let index = 0; index < length; index += 1) {
      const deviation = (ring[index] as number) - mean
      deviations += deviation < 0 ? -deviation : deviation
    }
    const distance = price - mean
    // Equal prices may miss their mean by one rounding, which the division would blow up to ±67.
    const rounding = 1e-13 * (mean < 0 ? -mean : mean)
    if (distance <= rounding && distance >= -rounding) return (this.value = 0)
    return (this.value = distance / (0.015 * (deviations / length)))
  }
}
