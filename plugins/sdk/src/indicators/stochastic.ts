import { Highest, Lowest } from './extremes.js'
import type { HighLowClose } from './inputs.js'
import { Sma } from './sma.js'

/**
 * Slow stochastic: where the close lies in the range of the last `length` bars, 0 to 100, smoothed by
 * a simple average into %K and once more into %D.
 *
 * As TA-Lib STOCH with simple averages: both given from bar length + smoothK + smoothD − 2 on; 0 where
 * the range has no height. `smoothK` of 1 is the fast stochastic. Usual: 14, 3, 3. G. Lane.
 */
export class Stochastic {
  /** %K, NaN until ready. */
  k = NaN
  /** %D, NaN until ready. */
  d = NaN
  readonly #highest: Highest
  readonly #lowest: Lowest
  readonly #smoothK: Sma
  readonly #smoothD: Sma

  constructor(length = 14, smoothK = 3, smoothD = 3) {
    this.#highest = new Highest(length)
    this.#lowest = new Lowest(length)
    this.#smoothK = new Sma(smoothK)
    this.#smoothD = new Sma(smoothD)
  }

  get ready(): boolean {
    return this.#smoothD.ready
  }

  /** %K. */
  get value(): number {
    return this.k
  }

  update({ high, low, close }: HighLowClose): number {
    const top = this.#highest.update(high)
    const bottom = this.#lowest.update(low)
    if (!this.#highest.ready) return this.k
    const k = this.#smoothK.update(top === bottom ? 0 : (100 * (close - bottom)) / (top - bottom))
    if (!this.#smoothK.ready) return this.k
    const d = this.#smoothD.update(k)
    if (!this.#smoothD.ready) return this.k
    this.d = d
    return (this.k = k)
  }
}
