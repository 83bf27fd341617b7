import { Ema } from './ema.js'

/**
 * Triple exponential moving average: 3 × EMA − 3 × EMA of EMA + EMA of EMA of EMA.
 *
 * All seeded with a mean; first value with update 3 × length − 2, as TA-Lib TEMA. P. Mulloy, 1994.
 */
export class Tema {
  /** The average, NaN until ready. */
  value = NaN
  readonly #first: Ema
  readonly #second: Ema
  readonly #third: Ema

  constructor(length: number) {
    this.#first = new Ema(length)
    this.#second = new Ema(length)
    this.#third = new Ema(length)
  }

  get ready(): boolean {
    return this.#third.ready
  }

  update(value: number): number {
    const first = this.#first.update(value)
    if (!this.#first.ready) return this.value
    const second = this.#second.update(first)
    if (!this.#second.ready) return this.value
    return (this.value = 3 * (first - second) + this.#third.update(second))
  }
}
