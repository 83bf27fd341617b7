import type { Bar, History } from '../strategy/bar.js'
import { INBOX } from '../../../../app/kernel/simulation/inbox.js'
import { Float64, isSafeInteger, RangeFault, shown } from './intrinsics.js'

/** Numbers of one bar in the ring, a power of two. */
const STRIDE = 8
/** Where each number lies within a bar. */
const START = 0
const OPEN = 1
const HIGH = 2
const LOW = 3
const CLOSE = 4
const VOLUME = 5

/**
 * The last bars of one instrument in a ring, bar after bar: adding a bar costs the same whether ten or a million
 * have been seen, and memory never grows.
 */
export class BarHistory implements History {
  length = 0
  #next = 0
  /** From a bar's start to its end: the same for all bars, NaN before the first. */
  #span = NaN
  readonly #kept: number
  readonly #mask: number
  readonly #ring: Float64Array

  /** Keeps the last `kept` bars, 0 or more. */
  constructor(kept: number) {
    let capacity = 1
    while (capacity < kept) capacity *= 2
    this.#kept = kept
    this.#mask = capacity - 1
    this.#ring = new Float64(capacity * STRIDE)
  }

  /** Adds the bar that lies in the numbers of an inbox. */
  add(numbers: Float64Array): void {
    const ring = this.#ring
    const next = this.#next
    const at = next * STRIDE
    ring[at + START] = numbers[INBOX.startMs] as number
    ring[at + OPEN] = numbers[INBOX.open] as number
    ring[at + HIGH] = numbers[INBOX.high] as number
    ring[at + LOW] = numbers[INBOX.low] as number
    ring[at + CLOSE] = numbers[INBOX.close] as number
    ring[at + VOLUME] = numbers[INBOX.volume] as number
    this.#next = (next + 1) & this.#mask
    if (this.#span !== this.#span) {
      this.#span = (numbers[INBOX.endMs] as number) - (numbers[INBOX.startMs] as number)
    }
    if (this.length < this.#kept) this.length += 1
  }

  startMs(back: number): number {
    return this.#at(START, back)
  }
  open(back: number): number {
    return this.#at(OPEN, back)
  }
  high(back: number): number {
    return this.#at(HIGH, back)
  }
  low(back: number): number {
    return this.#at(LOW, back)
  }
  close(back: number): number {
    return this.#at(CLOSE, back)
  }
  volume(back: number): number {
    return this.#at(VOLUME, back)
  }
  opens(count: number): Float64Array {
    return this.#lastOf(OPEN, count)
  }
  highs(count: number): Float64Array {
    return this.#lastOf(HIGH, count)
  }
  lows(count: number): Float64Array {
    return this.#lastOf(LOW, count)
  }
  closes(count: number): Float64Array {
    return this.#lastOf(CLOSE, count)
  }
  volumes(count: number): Float64Array {
    return this.#lastOf(VOLUME, count)
  }

  /** The newest bar as an object of its own, or null before the first; kept even where no history is. */
  newest(symbol: string): Bar | null {
    if (this.#span !== this.#span) return null
    const ring = this.#ring
    const at = ((this.#next - 1) & this.#mask) * STRIDE
    const startMs = ring[at + START] as number
    return {
      symbol,
      startMs,
      endMs: startMs + this.#span,
      open: ring[at + OPEN] as number,
      high: ring[at + HIGH] as number,
      low: ring[at + LOW] as number,
      close: ring[at + CLOSE] as number,
      volume: ring[at + VOLUME] as number,
    }
  }

  #at(field: number, back: number): number {
    if (!isSafeInteger(back) || back < 0) {
      throw new RangeFault(
        `history: bars back must be a whole number from 0, was ${shown(back)}; there is no way to see a bar that has not closed`
      )
    }
    if (back >= this.length) throw new RangeFault(this.#tooFar(back + 1))
    return this.#ring[((this.#next - 1 - back) & this.#mask) * STRIDE + field] as number
  }

  #lastOf(field: number, count: number): Float64Array {
    if (!isSafeInteger(count) || count < 0) {
      throw new RangeFault(`history: count must be a whole number from 0, was ${shown(count)}`)
    }
    if (count > this.length) throw new RangeFault(this.#tooFar(count))
    const values = new Float64(count)
    const first = this.#next - count
    for (let index = 0; index < count; index += 1) {
      values[index] = this.#ring[((first + index) & this.#mask) * STRIDE + field] as number
    }
    return values
  }

  #tooFar(wanted: number): string {
    return wanted > this.#kept
      ? `history: ${wanted} bars were asked for, ${this.#kept} are kept; set historyBars: ${wanted} in the strategy`
      : `history: ${wanted} bars were asked for, ${this.length} have been seen; check history.length or set warmupBars: ${wanted}`
  }
}
