/** Reward per unit of downside risk. No unit; higher is better. */
import { DEVIATION_FLOOR, mean } from './moments.js'
import { downsideDeviation } from './volatility.js'

/**
 * Annual Sortino ratio, as empyrical and quantstats:
 * mean(r - required) * periodsPerYear / (sqrt(mean(min(r - required, 0)^2)) * sqrt(periodsPerYear)).
 *
 * `required` is the return asked of one period (0, or the risk-free return). Null when empty and
 * when no return fell below it: there is then no downside to divide by.
 */
export function sortino(
  returns: Float64Array,
  periodsPerYear: number,
  required = 0
): number | null {
  const downside = downsideDeviation(returns, required)
  if (downside === null || downside <= DEVIATION_FLOOR) return null
  return ((mean(returns)! - required) / downside) * Math.sqrt(periodsPerYear)
}
