import { Highest, Lowest } from './extremes.js'
import type { HighLow } from './inputs.js'

/**
 * Donchian channel: highest high and lowest low of the last `length` bars, the newest included, and
 * the middle between them.
 *
 * A close can therefore never be above `upper`: for a breakout compare it with the channel as it was
 * before the update.
 */
export class Donchian {
  readonly #highest: Highest
  readonly #lowest: Lowest

  constructor(length = 20) {
    this.#highest = new Highest(length)
    this.#lowest = new Lowest(length)
  }

  get ready(): boolean {
    return this.#highest.ready
  }

  /** NaN until ready. */
  get upper(): number {
    return this.#highest.value
  }
  get lower(): number {
    return this.#lowest.value
  }
  get middle(): number {
    return (this.upper + this.lower) / 2
  }
  /** The middle. */
  get value(): number {
    return this.middle
  }

  update({ high, low }: HighLow): number {
    this.#highest.update(high)
    this.#lowest.update(low)
    return this.middle
  }
}
