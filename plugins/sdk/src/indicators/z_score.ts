import { RollingMoments } from './rolling_moments.js'

/**
 * How many population standard deviations the newest value lies from the mean of the last `length`
 * values, itself included. 0 when all are equal. First value with the `length`-th update.
 */
export class ZScore {
  /** Deviations, NaN until ready. */
  value = NaN
  readonly #moments: RollingMoments

  constructor(length: number) {
    this.#moments = new RollingMoments(length)
  }

  get ready(): boolean {
    return this.#moments.ready
  }

  update(value: number): number {
    const moments = this.#moments
    moments.update(value)
    if (!moments.ready) return this.value
    const deviation = Math.sqrt(moments.squares / moments.length)
    return (this.value = deviation === 0 ? 0 : (value - moments.mean) / deviation)
  }
}
