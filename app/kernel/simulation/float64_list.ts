/** A growing column of doubles without an object per value. */
export class Float64List {
  #values = new Float64Array(1024)
  #length = 0

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
    for (let k = 0; k < count; k++) this.#values[this.#length + k] = values[start + k] as number
    this.#length += count
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

  /** A copy of the values. */
  toArray(): Float64Array<ArrayBuffer> {
    return this.#values.slice(0, this.#length)
  }
}
