import type { HighLowClose } from './inputs.js'

/**
 * True range: the larger of high, previous close minus the smaller of low, previous close.
 *
 * First value with the second bar, as TA-Lib TRANGE. J. W. Wilder, 1978.
 */
export class TrueRange {
  /** The range in price units, NaN until ready. */
  value = NaN
  #previousClose = NaN

  get ready(): boolean {
    return this.value === this.value
  }

  update({ high, low, close }: HighLowClose): number {
    const previous = this.#previousClose
    this.#previousClose = close
    if (previous !== previous) return this.value
    return (this.value = (previous > high ? previous : high) - (previous < low ? previous : low))
  }
}
