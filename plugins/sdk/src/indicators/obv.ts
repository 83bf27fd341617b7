/**
 * On-balance volume: volume added when the close rose, subtracted when it fell. Starts with the first
 * bar's volume, as TA-Lib OBV. J. Granville, 1963.
 */
export class Obv {
  /** Units, NaN before the first bar. */
  value = NaN
  #previous = NaN

  get ready(): boolean {
    return this.value === this.value
  }

  update({ close, volume }: { readonly close: number; readonly volume: number }): number {
    const change = close - this.#previous
    this.#previous = close
    if (change !== change) return (this.value = volume)
    if (change > 0) this.value += volume
    else if (change < 0) this.value -= volume
    return this.value
  }
}
