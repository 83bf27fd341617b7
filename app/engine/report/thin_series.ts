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
  const all = new Int32Array(n)
  for (let i = 0; i < n; i++) all[i] = i
  if (n <= limit) return [...all]
  // One pass over all marks; what follows looks at the survivors alone.
  const survivors = Int32Array.from(extremesOf(columns, all, 4 * limit))
  let buckets = Math.floor((limit - 2) / 2)
  let kept = extremesOf(columns, survivors, buckets)
  // Extremes of several columns often coincide, so more buckets fit than the worst case allows.
  while (kept.length > limit) {
    buckets = Math.floor(buckets * 0.8)
    kept = extremesOf(columns, survivors, buckets)
  }
  return kept
}

function extremesOf(
  columns: readonly Float64Array[],
  candidates: Int32Array,
  wanted: number
): number[] {
  const n = candidates.length
  const buckets = Math.min(wanted, n)
  const found: number[] = [candidates[0]!]
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * n) / buckets)
    const to = Math.floor(((bucket + 1) * n) / buckets)
    const here: number[] = []
    for (const column of columns) addExtremes(here, column, { candidates, from, to })
    here.sort((a, b) => a - b)
    for (const index of here) if (index !== found[found.length - 1]) found.push(index)
  }
  const last = candidates[n - 1]!
  if (found[found.length - 1] !== last) found.push(last)
  return found
}

function addExtremes(
  found: number[],
  column: Float64Array,
  { candidates, from, to }: { candidates: Int32Array; from: number; to: number }
): void {
  let low = -1
  let high = -1
  for (let position = from; position < to; position++) {
    const index = candidates[position]!
    const value = column[index]!
    if (Number.isNaN(value)) continue
    if (low < 0 || value < column[low]!) low = index
    if (high < 0 || value > column[high]!) high = index
  }
  if (low >= 0) found.push(low, high)
}
