import { countOf } from './checks.js'

/**
 * Sums that weighted averages and straight lines need over the last `length` values: of the values,
 * and of position × value with the oldest at position 0.
 *
 * Built like `RollingSum`, so nothing is subtracted and no error gathers.
 */
export class RollingLine {
  sum = 0
  /** Sum of position × value, positions 0 (oldest) to length − 1 (newest). */
  weighted = 0
  readonly length: number
  readonly #sums: Float64Array
  readonly #weighteds: Float64Array
  #next = 0
  #newer = 0
  #newerWeighted = 0
  #seen = 0

  constructor(length: number) {
    this.length = countOf(length, 'length')
    this.#sums = new Float64Array(length + 1)
    this.#weighteds = new Float64Array(length + 1)
  }

  /** Whether the window is full; before that the sums mean nothing. */
  get ready(): boolean {
    return this.#seen === this.length
  }

  update(value: number): void {
    const { length } = this
    const sums = this.#sums
    if (this.#next === length) this.#makeOlder()
    sums[this.#next] = value
    this.#newerWeighted += this.#next * value
    this.#newer += value
    this.#next += 1
    if (this.#seen < length) this.#seen += 1
    const older = length - this.#next
    this.sum = this.#newer + (sums[this.#next] as number)
    this.weighted =
      (this.#weighteds[this.#next] as number) + this.#newerWeighted + older * this.#newer
  }

  /** From each cell to the end: the sum, and the sum weighted by the distance from that cell. */
  #makeOlder(): void {
    const sums = this.#sums
    let sum = 0
    let weighted = 0
    for (let index = this.length - 1; index >= 0; index -= 1) {
      weighted += sum
      sum += sums[index] as number
      sums[index] = sum
      this.#weighteds[index] = weighted
    }
    this.#next = 0
    this.#newer = 0
    this.#newerWeighted = 0
  }
}
