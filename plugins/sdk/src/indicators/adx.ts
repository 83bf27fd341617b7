import { countOf } from './checks.js'
import type { HighLowClose } from './inputs.js'

/**
 * Average directional index with its two directional indicators, 0 to 100.
 *
 * As TA-Lib: directional movement and true range are Wilder sums that start with length − 1 bars of
 * change and are smoothed (previous − previous / length + new) from the next one on. `plusDi` and
 * `minusDi` are given from bar length + 1 (PLUS_DI, MINUS_DI); `value` from bar 2 × length, first as
 * the mean of `length` DX, then (previous × (length − 1) + DX) / length (ADX). J. W. Wilder, 1978.
 */
export class Adx {
  /** The ADX, NaN until ready. */
  value = NaN
  /** +DI and −DI, NaN until bar length + 1. */
  plusDi = NaN
  minusDi = NaN
  readonly length: number
  #changes = 0
  #plus = 0
  #minus = 0
  #range = 0
  #sumDx = 0
  #high = NaN
  #low = NaN
  #close = NaN

  constructor(length = 14) {
    this.length = countOf(length, 'Adx length', 2)
  }

  get ready(): boolean {
    return this.#changes >= 2 * this.length - 1
  }

  update({ high, low, close }: HighLowClose): number {
    const { length } = this
    const rise = high - this.#high
    const fall = this.#low - low
    const top = this.#close > high ? this.#close : high
    const bottom = this.#close < low ? this.#close : low
    this.#high = high
    this.#low = low
    this.#close = close
    if (rise !== rise) return this.value
    this.#changes += 1
    if (this.#changes >= length) {
      this.#plus -= this.#plus / length
      this.#minus -= this.#minus / length
      this.#range -= this.#range / length
    }
    if (fall > 0 && fall > rise) this.#minus += fall
    else if (rise > 0 && rise > fall) this.#plus += rise
    this.#range += top - bottom
    if (this.#changes >= length) this.#direct()
    return this.value
  }

  #direct(): void {
    const { length } = this
    const isFlat = this.#range < 1e-14
    this.plusDi = isFlat ? 0 : (100 * this.#plus) / this.#range
    this.minusDi = isFlat ? 0 : (100 * this.#minus) / this.#range
    const total = this.plusDi + this.minusDi
    const isStill = isFlat || total < 1e-14
    const gap = this.minusDi - this.plusDi
    const dx = isStill ? 0 : (100 * (gap < 0 ? -gap : gap)) / total
    if (this.#changes < 2 * length - 1) this.#sumDx += dx
    else if (this.#changes === 2 * length - 1) this.value = (this.#sumDx + dx) / length
    else if (!isStill) this.value = (this.value * (length - 1) + dx) / length
  }
}
