import { Ema } from './ema.js'

/**
 * Double exponential moving average: 2 × EMA − EMA of EMA.
 *
 * Both seeded with a mean; first value with update 2 × length − 1, as TA-Lib DEMA. P. Mulloy, 1994.
 */
export class Dema {
  /** The average, NaN until ready. */
  value = NaN
  readonly #first: Ema
  readonly #second: Ema

  constructor(length: number) {
    this.#first = new Ema(length)
    this.#second = new Ema(length)
  }

  get ready(): boolean {
    return this.#second.ready
  }

  update(value: number): number {
    const first = this.#first.update(value)
    if (!this.#first.ready) return this.value
    return (this.value = 2 * first - this.#second.update(first))
  }
}
