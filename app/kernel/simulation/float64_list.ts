/** A growing column of doubles without an object per value. */
export class Float64List {
  #values: Float64Array<ArrayBuffer>
  #length = 0

  /** `expected` values fit without growing. */
  constructor(expected = 1024) {
    this.#values = new Float64Array(Math.max(16, expected))
  }

  /** Number of values. */
  get length(): number {
    return this.#length
  }

  /** Adds a value at the end. */
  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow(this.#length + 1)
    this.#values[this.#length++] = value
  }

  /** Adds `count` values of an array, from `start`. */
  pushFrom(values: Float64Array, start: number, count: number): void {
    if (this.#length + count > this.#values.length) this.#grow(this.#length + count)
    // A loop: for a few dozen numbers a view and `set` cost four times as much (0.2 us a signal).
    const to = this.#values
    const from = this.#length
    for (let k = 0; k < count; k++) to[from + k] = values[start + k] as number
    this.#length = from + count
  }

  #grow(atLeast: number): void {
    const grown = new Float64Array(Math.max(atLeast, this.#values.length * 2))
    grown.set(this.#values)
    this.#values = grown
  }

  /** Replaces the last value. Throws RangeError when there is none. */
  replaceLast(value: number): void {
    if (this.#length === 0) throw new RangeError('the list is empty')
    this.#values[this.#length - 1] = value
  }

  /** As `toArray`; the list is empty afterwards and keeps its room. */
  drain(): Float64Array<ArrayBuffer> {
    const values = this.toArray()
    this.#length = 0
    return values
  }

  /** The values; valid until the next change of the list. */
  toArray(): Float64Array<ArrayBuffer> {
    return this.#values.subarray(0, this.#length)
  }
}
