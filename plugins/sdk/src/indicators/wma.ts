import { RollingLine } from './rolling_line.js'

/**
 * Weighted moving average: weights 1 (oldest) to `length` (newest), divided by their sum.
 *
 * First value with the `length`-th update, as TA-Lib WMA.
 */
export class Wma {
  /** The average, NaN until ready. */
  value = NaN
  readonly length: number
  readonly #line: RollingLine

  constructor(length: number) {
    this.#line = new RollingLine(length)
    this.length = length
  }

  get ready(): boolean {
    return this.#line.ready
  }

  update(value: number): number {
    const line = this.#line
    line.update(value)
    if (!line.ready) return this.value
    return (this.value = (line.weighted + line.sum) / ((this.length * (this.length + 1)) / 2))
  }
}
