/** Thins long series for a chart, keeping every extreme that the eye would look for. */

/**
 * Indices to draw, ascending and without repeats, at most `limit` of them.
 *
 * The marks are cut into equal buckets; of each, the lowest and the highest of every column stay, and
 * so do the first and last mark. So the deepest fall and the highest peak of a million marks are on
 * the chart, which plain sampling would miss. Columns have equal length; NaN values are passed over.
 * Throws RangeError for a limit too small to hold one bucket.
 */
export function thinnedIndices(columns: readonly Float64Array[], limit: number): number[] {
  const n = columns[0]?.length ?? 0
  const perBucket = 2 * columns.length
  if (limit < perBucket + 2) throw new RangeError(`limit must be at least ${perBucket + 2}`)
  if (n <= limit) return Array.from({ length: n }, (_, i) => i)
  // Extremes of several columns often coincide, so more buckets fit than the worst case allows.
  let buckets = Math.floor((limit - 2) / 2)
  let kept = extremesOf(columns, buckets)
  while (kept.length > limit) {
    buckets = Math.floor(buckets * 0.8)
    kept = extremesOf(columns, buckets)
  }
  return kept
}

function extremesOf(columns: readonly Float64Array[], buckets: number): number[] {
  const n = columns[0]!.length
  const keep: number[] = [0]
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * n) / buckets)
    const to = Math.floor(((bucket + 1) * n) / buckets)
    keep.push(...extremes(columns, from, to))
  }
  keep.push(n - 1)
  return keep.filter((index, at) => at === 0 || index !== keep[at - 1])
}

function extremes(columns: readonly Float64Array[], from: number, to: number): number[] {
  const found = new Set<number>()
  for (const column of columns) {
    let low = -1
    let high = -1
    for (let i = from; i < to; i++) {
      const value = column[i]!
      if (Number.isNaN(value)) continue
      if (low < 0 || value < column[low]!) low = i
      if (high < 0 || value > column[high]!) high = i
    }
    if (low >= 0) found.add(low).add(high)
  }
  return [...found].sort((a, b) => a - b)
}
