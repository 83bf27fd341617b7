import { countOf } from './checks.js'

/** The value `length` updates ago. */
class Lagged {
  readonly length: number
  readonly #ring: Float64Array
  #next = 0
  #seen = 0

  constructor(length: number, name: string) {
    this.length = countOf(length, name)
    this.#ring = new Float64Array(length)
  }

  get ready(): boolean {
    return this.#seen > this.length
  }

  /** Returns the old value, NaN while there is none. */
  update(value: number): number {
    const old = this.#ring[this.#next] as number
    this.#ring[this.#next] = value
    this.#next = this.#next + 1 === this.length ? 0 : this.#next + 1
    if (this.#seen <= this.length) this.#seen += 1
    return this.ready ? old : NaN
  }
}

/** Momentum: value − value `length` updates ago. First value with update length + 1, as TA-Lib MOM. */
export class Momentum {
  /** NaN until ready. */
  value = NaN
  readonly #lagged: Lagged

  constructor(length = 10) {
    this.#lagged = new Lagged(length, 'Momentum length')
  }

  get ready(): boolean {
    return this.#lagged.ready
  }

  update(value: number): number {
    return (this.value = value - this.#lagged.update(value))
  }
}

/**
 * Rate of change in percent: 100 × (value / value `length` updates ago − 1); 0 where the old value is
 * 0. First value with update length + 1, as TA-Lib ROC.
 */
export class Roc {
  /** Percent, NaN until ready. */
  value = NaN
  readonly #lagged: Lagged

  constructor(length = 10) {
    this.#lagged = new Lagged(length, 'Roc length')
  }

  get ready(): boolean {
    return this.#lagged.ready
  }

  update(value: number): number {
    const old = this.#lagged.update(value)
    return (this.value = old === 0 ? 0 : (value / old - 1) * 100)
  }
}
