/** Place of the value nearest to `wanted` in ascending values; -1 where there are none. */
export function nearestIndex(values: readonly number[], wanted: number): number {
  let from = 0
  let to = values.length - 1
  while (from < to) {
    const middle = (from + to) >> 1
    if (values[middle]! < wanted) from = middle + 1
    else to = middle
  }
  const before = values[from - 1]
  const isBefore = before !== undefined && wanted - before < Math.abs(values[from]! - wanted)
  return to < 0 ? -1 : isBefore ? from - 1 : from
}

/** Rows of a table beside a chart: at most. */
const ROWS_MAX = 250

/** Places of at most 250 points out of `count`, evenly spread, the first and the last among them. */
export function fewIndices(count: number): number[] {
  if (count <= ROWS_MAX) return Array.from({ length: count }, (_, n) => n)
  const step = (count - 1) / (ROWS_MAX - 1)
  return Array.from({ length: ROWS_MAX }, (_, n) => Math.round(n * step))
}
