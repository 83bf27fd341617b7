/** Puts a benchmark's closes on the session dates of a run, and says in words how. */
import { formatDay } from '../values/instant.js'
import { err, ok, type Result } from '../values/result.js'

/** A benchmark on the run's dates. */
export interface AlignedBenchmark {
  name: string
  /**
   * One close for each session of the run. NaN before the benchmark's first and after its last date:
   * the comparison is made over the sessions between, never over invented prices.
   */
  close: Float64Array
  /** First and last session (index into the run's) with a price. */
  firstIndex: number
  lastIndex: number
  /** Sessions inside that range without a price of their own, where the close before was carried. */
  carried: number
  /** How the alignment was done, a sentence for people. */
  coverage: string
}

/** Why a benchmark cannot be compared; `message` is a sentence for people. */
export interface BenchmarkUnusable {
  type: 'benchmark_unusable'
  message: string
}

/**
 * Aligns a benchmark to the run. `runDates` and `dates` are ascending day numbers, `close` goes with
 * `dates` and is above zero. The last close on or before a session counts as the session's.
 *
 * Returns the failure when fewer than two sessions of the run have a price. Throws RangeError when
 * `dates` and `close` differ in length.
 */
export function alignBenchmark(input: {
  name: string
  runDates: Float64Array
  dates: Float64Array
  close: Float64Array
}): Result<AlignedBenchmark, BenchmarkUnusable> {
  const { name, runDates, dates, close } = input
  if (dates.length !== close.length) {
    throw new RangeError(`each benchmark date needs a close: ${dates.length}, ${close.length}`)
  }
  const n = runDates.length
  if (n === 0 || dates.length === 0) {
    return unusable(
      `${name} has ${dates.length === 0 ? 'no prices' : 'no session to compare with'}`
    )
  }
  const lastDate = dates[dates.length - 1]!
  const aligned = new Float64Array(n).fill(Number.NaN)
  let carried = 0
  let firstIndex = -1
  let lastIndex = -1
  let b = -1
  for (let s = 0; s < n; s++) {
    const date = runDates[s]!
    while (b + 1 < dates.length && dates[b + 1]! <= date) b++
    if (b < 0 || date > lastDate) continue
    aligned[s] = close[b]!
    if (dates[b] !== date) carried++
    if (firstIndex < 0) firstIndex = s
    lastIndex = s
  }
  if (lastIndex - firstIndex < 1) {
    return unusable(
      `${name} has prices from ${formatDay(dates[0]!)} to ${formatDay(lastDate)}, ` +
        `the run goes from ${formatDay(runDates[0]!)} to ${formatDay(runDates[n - 1]!)}: ` +
        `too few sessions in common to compare`
    )
  }
  const range = { firstIndex, lastIndex, carried }
  return ok({ name, close: aligned, ...range, coverage: coverage(name, runDates, range) })
}

function coverage(
  name: string,
  runDates: Float64Array,
  range: { firstIndex: number; lastIndex: number; carried: number }
): string {
  const n = runDates.length
  const compared = range.lastIndex - range.firstIndex + 1
  const parts: string[] = []
  if (compared === n) {
    parts.push(`${name} covers all ${n} sessions of the run`)
  } else {
    const share = ((100 * compared) / n).toFixed(1)
    parts.push(
      `${name} covers ${compared} of ${n} sessions of the run (${share} %), ` +
        `${formatDay(runDates[range.firstIndex]!)} to ${formatDay(runDates[range.lastIndex]!)}; ` +
        `the comparison is over these alone`
    )
  }
  if (range.carried > 0) {
    const sessions = range.carried === 1 ? 'session without a price' : 'sessions without a price'
    parts.push(`on ${range.carried} ${sessions} the close before was carried forward`)
  }
  return parts.join('; ')
}

function unusable(message: string): Result<never, BenchmarkUnusable> {
  return err({ type: 'benchmark_unusable', message })
}
