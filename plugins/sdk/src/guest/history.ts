import type { History } from '../strategy/bar.js'
import { Float64, isSafeInteger, RangeFault, shown } from './intrinsics.js'

/**
 * The last bars of one instrument in six rings: adding a bar costs the same whether ten or a million
 * have been seen, and memory never grows.
 */
export class BarHistory implements History {
  length = 0
  #next = 0
  readonly #kept: number
  readonly #mask: number
  readonly #startMs: Float64Array
  readonly #open: Float64Array
  readonly #high: Float64Array
  readonly #low: Float64Array
  readonly #close: Float64Array
  readonly #volume: Float64Array

  /** Keeps the last `kept` bars, 0 or more. */
  constructor(kept: number) {
    let capacity = 1
    while (capacity < kept) capacity *= 2
    this.#kept = kept
    this.#mask = capacity - 1
    this.#startMs = new Float64(capacity)
    this.#open = new Float64(capacity)
    this.#high = new Float64(capacity)
    this.#low = new Float64(capacity)
    this.#close = new Float64(capacity)
    this.#volume = new Float64(capacity)
  }

  add(startMs: number, open: number, high: number, low: number, close: number, volume: number): void {
    const at = this.#next & this.#mask
    this.#startMs[at] = startMs
    this.#open[at] = open
    this.#high[at] = high
    this.#low[at] = low
    this.#close[at] = close
    this.#volume[at] = volume
    this.#next = (at + 1) & this.#mask
    if (this.length < this.#kept) this.length += 1
  }

  startMs(back: number): number {
    return this.#at(this.#startMs, back)
  }
  open(back: number): number {
    return this.#at(this.#open, back)
  }
  high(back: number): number {
    return this.#at(this.#high, back)
  }
  low(back: number): number {
    return this.#at(this.#low, back)
  }
  close(back: number): number {
    return this.#at(this.#close, back)
  }
  volume(back: number): number {
    return this.#at(this.#volume, back)
  }
  opens(count: number): Float64Array {
    return this.#lastOf(this.#open, count)
  }
  highs(count: number): Float64Array {
    return this.#lastOf(this.#high, count)
  }
  lows(count: number): Float64Array {
    return this.#lastOf(this.#low, count)
  }
  closes(count: number): Float64Array {
    return this.#lastOf(this.#close, count)
  }
  volumes(count: number): Float64Array {
    return this.#lastOf(this.#volume, count)
  }

  #at(column: Float64Array, back: number): number {
    if (!isSafeInteger(back) || back < 0) {
      throw new RangeFault(`history: bars back must be a whole number from 0, was ${shown(back)}; there is no way to see a bar that has not closed`)
    }
    if (back >= this.length) throw new RangeFault(this.#tooFar(back + 1))
    return column[(this.#next - 1 - back) & this.#mask] as number
  }

  #lastOf(column: Float64Array, count: number): Float64Array {
    if (!isSafeInteger(count) || count < 0) {
      throw new RangeFault(`history: count must be a whole number from 0, was ${shown(count)}`)
    }
    if (count > this.length) throw new RangeFault(this.#tooFar(count))
    const values = new Float64(count)
    const first = this.#next - count
    for (let index = 0; index < count; index += 1) {
      values[index] = column[(first + index) & this.#mask] as number
    }
    return values
  }

  #tooFar(wanted: number): string {
    return wanted > this.#kept
      ? `history: ${wanted} bars were asked for, ${this.#kept} are kept; set historyBars: ${wanted} in the strategy`
      : `history: ${wanted} bars were asked for, ${this.length} have been seen; check history.length or set warmupBars: ${wanted}`
  }
}
