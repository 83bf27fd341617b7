import { factorOf } from './checks.js'
import { type PricesAndVolume, typicalPrice } from './inputs.js'
import { RollingSum } from './rolling_sum.js'

const DAY_MS = 86_400_000

/**
 * Volume-weighted average price since the session began: typical price × volume, summed, divided by
 * the volume.
 *
 * A session is a day that begins `dayStartsMs` after midnight UTC. With 0, the regular sessions of New
 * York and Hong Kong each lie within one day. Where no volume was traded yet it is the typical price.
 */
export class Vwap {
  /** The average, NaN before the first bar. */
  value = NaN
  readonly #dayStartsMs: number
  #day = NaN
  #money = 0
  #volume = 0

  constructor(dayStartsMs = 0) {
    this.#dayStartsMs = factorOf(dayStartsMs, 'Vwap dayStartsMs')
  }

  get ready(): boolean {
    return this.value === this.value
  }

  update(bar: PricesAndVolume & { readonly startMs: number }): number {
    const day = Math.floor((bar.startMs - this.#dayStartsMs) / DAY_MS)
    if (day !== this.#day) {
      this.#day = day
      this.#money = 0
      this.#volume = 0
    }
    const price = typicalPrice(bar)
    this.#money += price * bar.volume
    this.#volume += bar.volume
    return (this.value = this.#volume === 0 ? price : this.#money / this.#volume)
  }
}

/**
 * Volume-weighted average of the typical price over the last `length` bars; the typical price where
 * they had no volume. First value with bar `length`.
 */
export class RollingVwap {
  /** The average, NaN until ready. */
  value = NaN
  readonly #money: RollingSum
  readonly #volume: RollingSum

  constructor(length: number) {
    this.#money = new RollingSum(length)
    this.#volume = new RollingSum(length)
  }

  get ready(): boolean {
    return this.#volume.ready
  }

  update(bar: PricesAndVolume): number {
    const price = typicalPrice(bar)
    const money = this.#money.update(price * bar.volume)
    const volume = this.#volume.update(bar.volume)
    if (!this.#volume.ready) return this.value
    return (this.value = volume === 0 ? price : money / volume)
  }
}
