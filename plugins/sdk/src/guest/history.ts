import type { Bar, History } from '../strategy/bar.js'
import { INBOX } from '../../../../app/kernel/simulation/inbox.js'
import { Float64, isSafeInteger, RangeFault, shown } from './intrinsics.js'

/**
 * The last bars of one instrument in six rings: adding a bar costs the same whether ten or a million
 * have been seen, and memory never grows.
 */
export class BarHistory implements History {
  length = 0
  #next = 0
  /** From a bar's start to its end: the same for all bars, NaN before the first. */
  #span = NaN
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

  /** Adds the bar that lies in the numbers of an inbox. */
  add(numbers: Float64Array): void {
    const at = this.#next & this.#mask
    this.#startMs[at] = numbers[INBOX.startMs] as number
    this.#open[at] = numbers[INBOX.open] as number
    this.#high[at] = numbers[INBOX.high] as number
    this.#low[at] = numbers[INBOX.low] as number
    this.#close[at] = numbers[INBOX.close] as number
    this.#volume[at] = numbers[INBOX.volume] as number
    this.#next = (at + 1) & this.#mask
    if (this.#span !== this.#span) {
      this.#span = (numbers[INBOX.endMs] as number) - (numbers[INBOX.startMs] as number)
    }
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

  /** The newest bar as an object of its own, or null before the first; kept even where no history is. */
  newest(symbol: string): Bar | null {
    if (this.#span !== this.#span) return null
    const at = (this.#next - 1) & this.#mask
    const startMs = this.#startMs[at] as number
    return {
      symbol,
      startMs,
      endMs: startMs + this.#span,
      open: this.#open[at] as number,
      high: this.#high[at] as number,
      low: this.#low[at] as number,
      close: this.#close[at] as number,
      volume: this.#volume[at] as number,
    }
  }

  #at(column: Float64Array, back: number): number {
    if (!isSafeInteger(back) || back < 0) {
      throw new RangeFault(
        `history: bars back must be a whole number from 0, was ${shown(back)}; there is no way to see a bar that has not closed`
      )
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
