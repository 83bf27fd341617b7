import type { HighLowClose } from './inputs.js'
import { TrueRange } from './true_range.js'
import { Wilder } from './wilder.js'

/**
 * Average true range, smoothed by Wilder. First value with bar length + 1, as TA-Lib ATR.
 */
export class Atr {
  /** The range in price units, NaN until ready. */
  value = NaN
  readonly #range = new TrueRange()
  readonly #average: Wilder

  constructor(length = 14) {
    this.#average = new Wilder(length)
  }

  get ready(): boolean {
    return this.#average.ready
  }

  update(bar: HighLowClose): number {
    const range = this.#range.update(bar)
    if (this.#range.ready) this.value = this.#average.update(range)
    return this.value
  }
}

/** Average true range as a percentage of the close, as TA-Lib NATR: 100 × ATR / close. */
export class Natr {
  /** Percent, NaN until ready. */
  value = NaN
  readonly #atr: Atr

  constructor(length = 14) {
    this.#atr = new Atr(length)
  }

  get ready(): boolean {
    return this.#atr.ready
  }

  update(bar: HighLowClose): number {
    return (this.value = (100 * this.#atr.update(bar)) / bar.close)
  }
}
