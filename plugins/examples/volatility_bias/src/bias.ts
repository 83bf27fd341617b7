/**
 * The bias that brings a volatility down to its target: target / realised, at most 1.
 *
 * Both are standard deviations of a year, as fractions. Source: Harvey, Hoyle, Korgaonkar, Rattray,
 * Sargaison and Van Hemert, "The Impact of Volatility Targeting", The Journal of Portfolio Management
 * 45(1), 2018, where exposure is scaled by target over realised volatility. Here it only scales down.
 */
export function volatilityBias(realised: number, target: number): number {
  return realised <= target ? 1 : target / realised
}

/**
 * The bias that a drawdown leaves: 1 up to `from`, then falling evenly to 0 at `to`.
 *
 * Drawdown and bounds are fractions of the peak. The idea that exposure be proportional to what is left
 * until the largest drawdown that one would bear: Grossman and Zhou, "Optimal Investment Strategies for
 * Controlling Drawdowns", Mathematical Finance 3(3), 1993.
 */
export function drawdownBias(
  drawdown: number,
  { from, to }: { readonly from: number; readonly to: number }
): number {
  if (drawdown <= from) return 1
  return drawdown >= to ? 0 : (to - drawdown) / (to - from)
}

/** The largest multiple of `step` that is not above `value`; 1 stays 1. */
export function roundedDown(value: number, step: number): number {
  if (value >= 1) return 1
  // A billionth of a step forgives the division; the division by the inverse keeps 0.15 at 0.15.
  const steps = Math.floor(value / step + 1e-9)
  return Math.round(steps * step * 1e9) / 1e9
}
