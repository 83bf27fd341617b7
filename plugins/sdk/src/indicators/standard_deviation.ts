import { countOf } from './checks.js'
import { RollingMoments } from './rolling_moments.js'

/** Whether the divisor is `length` (population, as TA-Lib) or `length − 1` (sample). */
export interface DeviationOptions {
  readonly sample?: boolean
}

function divisorOf(length: number, options: DeviationOptions): number {
  return options.sample === true ? countOf(length, 'length of a sample', 2) - 1 : length
}

/**
 * Variance of the last `length` values: population as TA-Lib VAR, or sample with `{ sample: true }`.
 * First value with the `length`-th update.
 */
export class Variance {
  /** The variance, NaN until ready. */
  value = NaN
  readonly #moments: RollingMoments
  readonly #divisor: number

  constructor(length: number, options: DeviationOptions = {}) {
    this.#moments = new RollingMoments(length)
    this.#divisor = divisorOf(length, options)
  }

  get ready(): boolean {
    return this.#moments.ready
  }

  update(value: number): number {
    this.#moments.update(value)
    return (this.value = this.#moments.squares / this.#divisor)
  }
}

/**
 * Standard deviation of the last `length` values: population as TA-Lib STDDEV, or sample with
 * `{ sample: true }`. First value with the `length`-th update.
 */
export class StandardDeviation {
  /** The deviation, NaN until ready. */
  value = NaN
  readonly #variance: Variance

  constructor(length: number, options: DeviationOptions = {}) {
    this.#variance = new Variance(length, options)
  }

  get ready(): boolean {
    return this.#variance.ready
  }

  update(value: number): number {
    return (this.value = Math.sqrt(this.#variance.update(value)))
  }
}
