import { factorOf } from './checks.js'
import { RollingMoments } from './rolling_moments.js'

/**
 * Bollinger bands: the simple moving average, and `width` population standard deviations above and
 * below it.
 *
 * First value with the `length`-th update, as TA-Lib BBANDS with a simple average. Usual: 20 and 2.
 */
export class Bollinger {
  /** NaN until ready. */
  upper = NaN
  middle = NaN
  lower = NaN
  readonly #moments: RollingMoments
  readonly #width: number
  #newest = NaN

  constructor(length = 20, width = 2) {
    this.#moments = new RollingMoments(length)
    this.#width = factorOf(width, 'Bollinger width')
  }

  get ready(): boolean {
    return this.#moments.ready
  }

  /** The middle band. */
  get value(): number {
    return this.middle
  }

  /** Where the newest value lies: 0 at the lower band, 1 at the upper, 0.5 when the bands meet. */
  get percentB(): number {
    const span = this.upper - this.lower
    return span === 0 ? 0.5 : (this.#newest - this.lower) / span
  }

  /** Distance of the bands as a fraction of the middle. */
  get bandwidth(): number {
    return (this.upper - this.lower) / this.middle
  }

  update(value: number): number {
    const moments = this.#moments
    moments.update(value)
    this.#newest = value
    if (!moments.ready) return NaN
    const reach = this.#width * Math.sqrt(moments.squares / moments.length)
    this.middle = moments.mean
    this.upper = moments.mean + reach
    this.lower = moments.mean - reach
    return this.middle
  }
}
