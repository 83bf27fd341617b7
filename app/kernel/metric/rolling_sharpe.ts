/** The Sharpe ratio through time. */
import { DEVIATION_FLOOR } from './moments.js'

/**
 * Annual Sharpe ratio of the last `window` returns at each return; NaN until the window is full and
 * where it holds no deviation. Same length as the input; ddof = 1; `riskFree` per period.
 *
 * The running mean and squares move by one value at a time (Welford's update both ways) and are
 * taken afresh every 256 steps, so rounding cannot pile up. Throws RangeError for a window below 2.
 */
export function rollingSharpe(
  returns: Float64Array,
  window: number,
  periodsPerYear: number,
  riskFree = 0
): Float64Array {
  if (!(window >= 2)) throw new RangeError(`window must be at least 2, was ${window}`)
  const series = new Float64Array(returns.length).fill(Number.NaN)
  const scale = Math.sqrt(periodsPerYear)
  let centre = 0
  let squares = 0
  for (let i = window - 1; i < returns.length; i++) {
    const first = i - window + 1
    if (first % 256 === 0) {
      centre = 0
      for (let k = first; k <= i; k++) centre += returns[k]!
      centre /= window
      squares = 0
      for (let k = first; k <= i; k++) squares += (returns[k]! - centre) ** 2
    } else {
      const enters = returns[i]!
      const leaves = returns[first - 1]!
      const before = centre
      centre += (enters - leaves) / window
      squares += (enters - leaves) * (enters - centre + leaves - before)
    }
    const deviation = Math.sqrt(Math.max(0, squares) / (window - 1))
    // The sliding update leaves rounding of its own, hence a floor far below any real deviation.
    if (deviation > Math.max(DEVIATION_FLOOR, 1e-10 * Math.abs(centre))) {
      series[i] = ((centre - riskFree) / deviation) * scale
    }
  }
  return series
}
