import { Wilder } from './wilder.js'

/**
 * Relative strength index: 100 × average gain / (average gain + average loss), both by Wilder.
 *
 * First value with update length + 1, as TA-Lib RSI; 0 when nothing moved at all, also as TA-Lib.
 * 0 to 100.
 */
export class Rsi {
  /** The index, NaN until ready. */
  value = NaN
  readonly #gain: Wilder
  readonly #loss: Wilder
  #previous = NaN

  constructor(length = 14) {
    this.#gain = new Wilder(length)
    this.#loss = new Wilder(length)
  }

  get ready(): boolean {
    return this.#gain.ready
  }

  update(value: number): number {
    const change = value - this.#previous
    this.#previous = value
    if (change !== change) return this.value
    const gain = this.#gain.update(change > 0 ? change : 0)
    const loss = this.#loss.update(change < 0 ? -change : 0)
    if (!this.#gain.ready) return this.value
    const total = gain + loss
    return (this.value = total === 0 ? 0 : (100 * gain) / total)
  }
}
