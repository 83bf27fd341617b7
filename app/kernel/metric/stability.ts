/** How straight the way was. */

/**
 * Stability: R squared of a straight line through the cumulative log returns, 0..1, as empyrical
 * `stability_of_timeseries`. Null below two returns, when a return is -100 % or worse, or when the
 * cumulative series is constant.
 */
export function stability(returns: Float64Array): number | null {
  const n = returns.length
  if (n < 2) return null
  const level = new Float64Array(n)
  let sum = 0
  let total = 0
  for (let i = 0; i < n; i++) {
    const growth = 1 + returns[i]!
    if (growth <= 0) return null
    sum += Math.log(growth)
    level[i] = sum
    total += sum
  }
  const centreX = (n - 1) / 2
  const centreY = total / n
  let xy = 0
  let xx = 0
  let yy = 0
  for (let i = 0; i < n; i++) {
    const dx = i - centreX
    const dy = level[i]! - centreY
    xy += dx * dy
    xx += dx * dx
    yy += dy * dy
  }
  return yy === 0 ? null : Math.min(1, (xy * xy) / (xx * yy))
}
