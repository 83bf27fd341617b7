import { countOf } from './checks.js'

/**
 * Sum of the last `length` values, with nothing ever subtracted.
 *
 * A running sum that adds the new value and subtracts the old one gathers rounding errors for ever.
 * Here the window is two parts: sums from each older value to the end of the old part, worked out
 * once every `length` updates, and one growing sum of the newer values. Their total has the accuracy
 * of a fresh addition after any number of updates, at a constant cost per update on average.
 */
export class RollingSum {
  /** Sum of the values in the window; of fewer than `length` until it is full. */
  value = 0
  readonly length: number
  /** Up to `#next` newer values, from there on sums of the older ones. The last cell stays 0. */
  readonly #cells: Float64Array
  #next = 0
  #newer = 0
  #seen = 0

  constructor(length: number) {
    this.length = countOf(length, 'length')
    this.#cells = new Float64Array(length + 1)
  }

  /** Whether the window is full. */
  get ready(): boolean {
    return this.#seen === this.length
  }

  update(value: number): number {
    const cells = this.#cells
    if (this.#next === this.length) {
      let sum = 0
      for (let index = this.length - 1; index >= 0; index -= 1) {
        sum += cells[index] as number
        cells[index] = sum
      }
      this.#next = 0
      this.#newer = 0
    }
    cells[this.#next] = value
    this.#next += 1
    this.#newer += value
    if (this.#seen < this.length) this.#seen += 1
    return (this.value = this.#newer + (cells[this.#next] as number))
  }
}
