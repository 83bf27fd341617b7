import { countOf } from './checks.js'

/**
 * Exponential moving average: previous + 2 / (length + 1) × (value − previous).
 *
 * Seeded with the mean of the first `length` values, first value with the `length`-th update, as
 * TA-Lib EMA. With `seed: 'first'` it starts at the first value, as pandas' `ewm(adjust=False)`, and
 * is ready at once.
 */
export class Ema {
  /** The average, NaN until ready. */
  value = NaN
  readonly length: number
  readonly #seedLength: number
  readonly #weight: number
  #seen = 0
  #sum = 0

  constructor(length: number, options: { readonly seed?: 'mean' | 'first' } = {}) {
    this.length = countOf(length, 'Ema length')
    this.#seedLength = options.seed === 'first' ? 1 : length
    this.#weight = 2 / (length + 1)
  }

  get ready(): boolean {
    return this.#seen === this.#seedLength
  }

  update(value: number): number {
    if (this.#seen === this.#seedLength) {
      return (this.value += this.#weight * (value - this.value))
    }
    this.#seen += 1
    this.#sum += value
    if (this.#seen === this.#seedLength) this.value = this.#sum / this.#seedLength
    return this.value
  }
}
