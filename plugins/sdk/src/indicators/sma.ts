import { countOf } from './checks.js'

/**
 * Simple moving average: the mean of the last `length` values.
 *
 * Ready after `length` values, as TA-Lib SMA (lookback `length - 1`). The running sum is compensated
 * (Neumaier), so a million updates drift no further than one rounding of the sum.
 */
export class Sma {
  /** The average, NaN until ready. */
  value = NaN
  readonly length: number
  readonly #window: Float64Array
  #seen = 0
  #next = 0
  #sum = 0
  #lost = 0

  constructor(length: number) {
    this.length = countOf(length, 'Sma length')
    this.#window = new Float64Array(length)
  }

  get ready(): boolean {
    return this.#seen >= this.length
  }

  /** Takes the next value and returns the average. */
  update(value: number): number {
    const window = this.#window
    const next = this.#next
    if (this.#seen === this.length) this.#add(-(window[next] as number))
    else this.#seen += 1
    window[next] = value
    this.#next = next + 1 === this.length ? 0 : next + 1
    this.#add(value)
    if (this.#seen === this.length) this.value = (this.#sum + this.#lost) / this.length
    return this.value
  }

  #add(value: number): void {
    const sum = this.#sum + value
    const sumLeads = (this.#sum < 0 ? -this.#sum : this.#sum) >= (value < 0 ? -value : value)
    this.#lost += sumLeads ? this.#sum - sum + value : value - sum + this.#sum
    this.#sum = sum
  }
}
