/** Order statistics without a full sort, so that a million returns cost two passes. */

/**
 * Percentile by linear interpolation between neighbours (numpy's default, Hyndman and Fan type 7).
 * `share` lies in 0..1. The input is not changed. Null for an empty series.
 */
export function percentile(values: Float64Array, share: number): number | null {
  const n = values.length
  if (n === 0) return null
  const position = share * (n - 1)
  const below = Math.floor(position)
  const work = values.slice()
  const low = selectSmallest(work, below)
  const weight = position - below
  if (weight === 0 || below + 1 >= n) return low
  // After the selection everything right of `below` is at least as large: the next is the minimum there.
  let high = work[below + 1]!
  for (let i = below + 2; i < n; i++) if (work[i]! < high) high = work[i]!
  return low + (high - low) * weight
}

/** Mean of the `count` smallest values; null when there are none. The input is not changed. */
export function meanOfSmallest(values: Float64Array, count: number): number | null {
  if (count < 1 || values.length === 0) return null
  const take = Math.min(count, values.length)
  const work = values.slice()
  selectSmallest(work, take - 1)
  let sum = 0
  for (let i = 0; i < take; i++) sum += work[i]!
  return sum / take
}

/**
 * Moves the k smallest values to the front and returns the one at index k (Hoare's selection).
 * The pivot is the median of three, so sorted and constant series stay linear.
 */
function selectSmallest(work: Float64Array, k: number): number {
  let left = 0
  let right = work.length - 1
  while (left < right) {
    const pivot = medianOfThree(work[left]!, work[(left + right) >> 1]!, work[right]!)
    let i = left
    let j = right
    while (i <= j) {
      while (work[i]! < pivot) i++
      while (work[j]! > pivot) j--
      if (i <= j) {
        const swapped = work[i]!
        work[i] = work[j]!
        work[j] = swapped
        i++
        j--
      }
    }
    if (k <= j) right = j
    else if (k >= i) left = i
    else break
  }
  return work[k]!
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
