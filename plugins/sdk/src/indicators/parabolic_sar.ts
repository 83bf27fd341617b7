import { factorOf } from './checks.js'
import type { HighLow } from './inputs.js'

/**
 * Parabolic stop and reverse.
 *
 * As TA-Lib SAR: the second bar decides the first direction (down when its low fell further below the
 * first low than its high rose above the first high), the first stop is the first bar's extreme, and
 * the stop never enters the range of the two last bars. First value with the second bar. Usual:
 * 0.02 and 0.2. J. W. Wilder, 1978.
 */
export class ParabolicSar {
  /** The stop that holds for the bar just given, NaN until ready. */
  value = NaN
  /** Whether the stop lies below the price. */
  isLong = true
  readonly #step: number
  readonly #most: number
  #seen = 0
  #acceleration: number
  #extreme = NaN
  #next = NaN
  #high = NaN
  #low = NaN

  constructor(step = 0.02, most = 0.2) {
    this.#most = factorOf(most, 'ParabolicSar most')
    this.#step = factorOf(step, 'ParabolicSar step')
    if (step > most) this.#step = most
    this.#acceleration = this.#step
  }

  get ready(): boolean {
    return this.#seen > 1
  }

  update({ high, low }: HighLow): number {
    const previousHigh = this.#high
    const previousLow = this.#low
    this.#high = high
    this.#low = low
    if (this.#seen < 2) this.#seen += 1
    if (this.#seen < 2) return this.value
    if (this.#next !== this.#next) {
      this.#begin({ high, low }, { high: previousHigh, low: previousLow })
      // TA-Lib measures the first step against the second bar itself.
      return this.#move({ high, low }, { high, low })
    }
    return this.#move({ high, low }, { high: previousHigh, low: previousLow })
  }

  #begin(bar: HighLow, previous: HighLow): void {
    const fall = previous.low - bar.low
    const rise = bar.high - previous.high
    this.isLong = !(fall > 0 && fall > rise)
    this.#extreme = this.isLong ? bar.high : bar.low
    this.#next = this.isLong ? previous.low : previous.high
  }

  #move(bar: HighLow, previous: HighLow): number {
    const isHit = this.isLong ? bar.low <= this.#next : bar.high >= this.#next
    if (isHit) {
      this.isLong = !this.isLong
      this.value = this.#outside(this.#extreme, bar, previous)
      this.#acceleration = this.#step
      this.#extreme = this.isLong ? bar.high : bar.low
    } else {
      this.value = this.#next
      const isNewExtreme = this.isLong ? bar.high > this.#extreme : bar.low < this.#extreme
      if (isNewExtreme) {
        this.#extreme = this.isLong ? bar.high : bar.low
        const faster = this.#acceleration + this.#step
        this.#acceleration = faster > this.#most ? this.#most : faster
      }
    }
    const ahead = this.value + this.#acceleration * (this.#extreme - this.value)
    this.#next = this.#outside(ahead, bar, previous)
    return this.value
  }

  /** Keeps a stop out of the range of two bars. */
  #outside(stop: number, bar: HighLow, previous: HighLow): number {
    if (this.isLong) {
      const low = bar.low < previous.low ? bar.low : previous.low
      return stop > low ? low : stop
    }
    const high = bar.high > previous.high ? bar.high : previous.high
    return stop < high ? high : stop
  }
}
