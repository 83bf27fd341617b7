import { RollingSum } from './rolling_sum.js'

/**
 * Simple moving average: the mean of the last `length` values.
 *
 * First value with the `length`-th update, as TA-Lib SMA.
 */
export class Sma {
  /** The average, NaN until ready. */
  value = NaN
  readonly length: number
  readonly #sum: RollingSum

  constructor(length: number) {
    this.#sum = new RollingSum(length)
    this.length = length
  }

  get ready(): boolean {
    return this.#sum.ready
  }

  update(value: number): number {
    const sum = this.#sum.update(value)
    if (this.#sum.ready) this.value = sum / this.length
    return this.value
  }
}
