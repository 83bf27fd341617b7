import { countOf } from './checks.js'
import { Ema } from './ema.js'

/**
 * Moving average convergence/divergence: fast EMA − slow EMA, its EMA as signal, and their difference.
 *
 * As TA-Lib MACD: the fast EMA is seeded with the `fast` values that end where the slow EMA's seed
 * ends, so both start together; line, signal and histogram are all given from update
 * slow + signal − 1 on. Usual lengths are 12, 26, 9. G. Appel.
 */
export class Macd {
  /** Fast minus slow, NaN until ready. */
  value = NaN
  /** EMA of the line, NaN until ready. */
  signal = NaN
  /** Line minus signal, NaN until ready. */
  histogram = NaN
  readonly #fast: Ema
  readonly #slow: Ema
  readonly #signal: Ema
  /** Values that the fast EMA lets pass before its seed begins. */
  #waiting: number

  constructor(fast = 12, slow = 26, signal = 9) {
    countOf(slow, 'Macd slow', countOf(fast, 'Macd fast') + 1)
    this.#fast = new Ema(fast)
    this.#slow = new Ema(slow)
    this.#signal = new Ema(signal)
    this.#waiting = slow - fast
  }

  get ready(): boolean {
    return this.#signal.ready
  }

  update(value: number): number {
    const slow = this.#slow.update(value)
    if (this.#waiting > 0) {
      this.#waiting -= 1
      return this.value
    }
    const fast = this.#fast.update(value)
    if (!this.#slow.ready) return this.value
    const signal = this.#signal.update(fast - slow)
    if (!this.#signal.ready) return this.value
    this.value = fast - slow
    this.signal = signal
    this.histogram = this.value - signal
    return this.value
  }
}
