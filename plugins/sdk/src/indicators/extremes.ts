import { countOf } from './checks.js'

/**
 * The largest of the last `length` values, the newest included; as TA-Lib MAX.
 *
 * Kept as in `RollingSum`: the maximum from each older value to the end of the old part, and the
 * maximum of the newer ones. Constant cost per update on average whatever the values do.
 */
export class Highest {
  /** The largest, NaN until ready. */
  value = NaN
  readonly length: number
  readonly #cells: Float64Array
  #next = 0
  #newer = -Infinity
  #seen = 0

  constructor(length: number) {
    this.length = countOf(length, 'Highest length')
    this.#cells = new Float64Array(length + 1).fill(-Infinity)
  }

  get ready(): boolean {
    return this.#seen === this.length
  }

  update(value: number): number {
    const cells = this.#cells
    if (this.#next === this.length) {
      let most = -Infinity
      for (let index = this.length - 1; index >= 0; index -= 1) {
        if ((cells[index] as number) > most) most = cells[index] as number
        cells[index] = most
      }
      this.#next = 0
      this.#newer = -Infinity
    }
    cells[this.#next] = value
    this.#next += 1
    if (value > this.#newer) this.#newer = value
    if (this.#seen < this.length) this.#seen += 1
    if (this.#seen < this.length) return this.value
    const older = cells[this.#next] as number
    return (this.value = older > this.#newer ? older : this.#newer)
  }
}

/** The smallest of the last `length` values, the newest included; as TA-Lib MIN. */
export class Lowest {
  readonly #highest: Highest

  constructor(length: number) {
    this.#highest = new Highest(length)
  }

  get ready(): boolean {
    return this.#highest.ready
  }

  /** The smallest, NaN until ready. */
  get value(): number {
    return -this.#highest.value
  }

  update(value: number): number {
    return -this.#highest.update(-value)
  }
}
