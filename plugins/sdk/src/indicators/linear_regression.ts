import { countOf } from './checks.js'
import { RollingLine } from './rolling_line.js'

/**
 * The straight line through the last `length` values by least squares, positions 0 (oldest) to
 * length − 1 (newest).
 *
 * `slope` is TA-Lib LINEARREG_SLOPE, `intercept` LINEARREG_INTERCEPT, `value` (the line at the newest
 * position) LINEARREG. First value with the `length`-th update; `length` is 2 or more.
 */
export class LinearRegression {
  /** Height of the line at the newest value, NaN until ready. */
  value = NaN
  /** Rise per update, NaN until ready. */
  slope = NaN
  /** Height of the line at the oldest value, NaN until ready. */
  intercept = NaN
  readonly length: number
  readonly #line: RollingLine

  constructor(length: number) {
    this.length = countOf(length, 'LinearRegression length', 2)
    this.#line = new RollingLine(length)
  }

  get ready(): boolean {
    return this.#line.ready
  }

  update(value: number): number {
    const line = this.#line
    line.update(value)
    if (!line.ready) return this.value
    const { length } = this
    const meanPosition = (length - 1) / 2
    // Σ(position − mean)² of 0..length−1.
    const spread = (length * (length * length - 1)) / 12
    const mean = line.sum / length
    this.slope = (line.weighted - meanPosition * line.sum) / spread
    this.intercept = mean - this.slope * meanPosition
    return (this.value = mean + this.slope * meanPosition)
  }
}
