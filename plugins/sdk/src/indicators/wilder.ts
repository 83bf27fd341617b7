import { countOf } from './checks.js'

/**
 * Wilder's smoothed average, also called RMA or SMMA: (previous × (length − 1) + value) / length.
 *
 * Seeded with the mean of the first `length` values. J. W. Wilder, New Concepts in Technical Trading
 * Systems, 1978.
 */
export class Wilder {
  /** The average, NaN until ready. */
  value = NaN
  readonly length: number
  #seen = 0
  #sum = 0

  constructor(length: number) {
    this.length = countOf(length, 'Wilder length')
  }

  get ready(): boolean {
    return this.#seen === this.length
  }

  update(value: number): number {
    const { length } = this
    if (this.#seen === length) return (this.value = (this.value * (length - 1) + value) / length)
    this.#seen += 1
    this.#sum += value
    if (this.#seen === length) this.value = this.#sum / length
    return this.value
  }
}
