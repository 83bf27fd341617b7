import type { Bar, BarColumns } from '#kernel/market/bar.js'

/** The stored bars of one instrument, read from front to back. */
export class RecordedSeries {
  #next = 0

  constructor(private readonly columns: BarColumns) {}

  /** Start of the bar that is next, `null` at the end. */
  get nextMs(): number | null {
    return this.#next < this.columns.count ? this.columns.startMs[this.#next]! : null
  }

  get firstMs(): number {
    return this.columns.startMs[0]!
  }

  get lastMs(): number {
    return this.columns.startMs[this.columns.count - 1]!
  }

  /** The start of the bar after so many others; of the first one where there are not twice as many. */
  startAfter(bars: number): number {
    return this.columns.count > 2 * bars ? this.columns.startMs[bars]! : this.firstMs
  }

  /** Goes to the first bar that begins at or after an instant. */
  seek(fromMs: number): void {
    let low = 0
    let high = this.columns.count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.columns.startMs[middle]! < fromMs) low = middle + 1
      else high = middle
    }
    this.#next = low
  }

  /** The bar that is next, with another start; and goes to the one after it. */
  take(startMs: number): Bar {
    const { open, high, low, close, volume } = this.columns
    const at = this.#next++
    return {
      startMs,
      open: open[at]!,
      high: high[at]!,
      low: low[at]!,
      close: close[at]!,
      volume: volume[at]!,
    }
  }
}
