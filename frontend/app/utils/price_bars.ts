import { zoneOffsetMs } from './chart_time'

/** Bars of one symbol as columns of equal length; without `open`, `high` and `low` a line is drawn. */
export interface PriceBars {
  /** Starts in UTC ms, ascending; daily bars have their session's date at midnight UTC. */
  readonly atMs: readonly number[]
  readonly open: readonly number[]
  readonly high: readonly number[]
  readonly low: readonly number[]
  readonly close: readonly number[]
}

/** A fill on a price chart. */
export interface PriceMark {
  readonly atMs: number
  readonly price: number
  readonly quantity: number
  readonly action: 'buy' | 'sell'
  /** Whether it opened a trade; else it closed one. */
  readonly opens: boolean
}

/** The wall time of a zone at an instant, in seconds as if it were UTC. */
export function wallSeconds(atMs: number, zone: string): number {
  return Math.floor((atMs + zoneOffsetMs(atMs, zone)) / 1000)
}

/** Marks by the place of the bar in which they fell, ascending; marks before the first bar are left out. */
export function placeMarks(
  marks: readonly PriceMark[],
  atMs: readonly number[]
): (PriceMark & { index: number })[] {
  const placed = marks.map((mark) => ({ ...mark, index: lastNotAfter(atMs, mark.atMs) }))
  return placed.filter(({ index }) => index >= 0).sort((a, b) => a.index - b.index)
}

function lastNotAfter(values: readonly number[], wanted: number): number {
  let from = 0
  let to = values.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (values[middle]! <= wanted) from = middle + 1
    else to = middle
  }
  return from - 1
}
