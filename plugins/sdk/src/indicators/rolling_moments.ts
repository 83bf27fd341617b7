import { countOf } from './checks.js'

/**
 * Mean and variance of the last `length` values, accurate after any number of updates.
 *
 * The window is two parts as in `RollingSum`: mean and sum of squared deviations from each older
 * value to the end of the old part, worked out once every `length` updates by Welford's recurrence,
 * and the same of the newer values. The two are merged by Chan, Golub and LeVeque (1979). No large
 * squares are ever subtracted, so a price of 1,000,000 that moves by cents keeps its digits.
 */
export class RollingMoments {
  /** Mean of the window, NaN until full. */
  mean = NaN
  /** Sum of squared deviations from the mean, NaN until full. */
  squares = NaN
  readonly length: number
  readonly #means: Float64Array
  readonly #squares: Float64Array
  #next = 0
  #newerMean = 0
  #newerSquares = 0
  #seen = 0

  constructor(length: number) {
    this.length = countOf(length, 'length')
    this.#means = new Float64Array(length + 1)
    this.#squares = new Float64Array(length + 1)
  }

  /** Whether the window is full. */
  get ready(): boolean {
    return this.#seen === this.length
  }

  update(value: number): void {
    const { length } = this
    if (this.#next === length) this.#makeOlder()
    this.#means[this.#next] = value
    const newer = (this.#next += 1)
    const step = value - this.#newerMean
    this.#newerMean += step / newer
    this.#newerSquares += step * (value - this.#newerMean)
    if (this.#seen < length) {
      this.#seen += 1
      if (this.#seen < length) return
    }
    const older = length - newer
    const gap = this.#newerMean - (this.#means[newer] as number)
    this.mean =
      older === 0 ? this.#newerMean : (this.#means[newer] as number) + (gap * newer) / length
    this.squares =
      older === 0
        ? this.#newerSquares
        : this.#newerSquares +
          (this.#squares[newer] as number) +
          (gap * gap * newer * older) / length
  }

  #makeOlder(): void {
    let mean = 0
    let squares = 0
    for (let index = this.length - 1; index >= 0; index -= 1) {
      const value = this.#means[index] as number
      const step = value - mean
      mean += step / (this.length - index)
      squares += step * (value - mean)
      this.#means[index] = mean
      this.#squares[index] = squares
    }
    this.#next = 0
    this.#newerMean = 0
    this.#newerSquares = 0
  }
}
