const STEPS = 500_000
/** 64 MB: what a processor's caches do not hold, since memory is what a shared machine shares. */
const NUMBERS = 2 ** 23
const REPEATS = 5

/**
 * How long a fixed piece of work takes now, in ms: the median of five walks to and fro through 64 MB of doubles.
 *
 * The speed of a shared machine changes by half from minute to minute; with this, figures of different
 * minutes can be compared.
 */
export function referenceMs(): number {
  const numbers = new Float64Array(NUMBERS).fill(1)
  const times = Array.from({ length: REPEATS }, () => {
    const begunMs = performance.now()
    walk(numbers)
    return performance.now() - begunMs
  })
  return times.sort((a, b) => a - b)[(REPEATS - 1) / 2] as number
}

function walk(numbers: Float64Array): void {
  let state = 1
  for (let k = 0; k < STEPS; k++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const at = state % NUMBERS
    numbers[at] = (numbers[at] as number) + k
  }
}
