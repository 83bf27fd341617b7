/** Sums and shares of the returns above and below a threshold. */

/** What lies above and below the threshold. Sums are fractions; the loss sum is 0 or negative. */
export interface GainsAndLosses {
  gains: number
  losses: number
  gainCount: number
  lossCount: number
}

/** Splits returns around a threshold (fraction per period); a return equal to it is on neither side. */
export function gainsAndLosses(returns: Float64Array, threshold = 0): GainsAndLosses {
  const split = { gains: 0, losses: 0, gainCount: 0, lossCount: 0 }
  for (const value of returns) {
    const above = value - threshold
    if (above > 0) {
      split.gains += above
      split.gainCount++
    } else if (above < 0) {
      split.losses += above
      split.lossCount++
    }
  }
  return split
}

/**
 * Omega ratio: sum of returns above the threshold / sum below it (Keating and Shadwick 2002).
 * At threshold 0 it is the profit factor of the periods. Null without a loss.
 */
export function omega(split: GainsAndLosses): number | null {
  return split.losses === 0 ? null : split.gains / -split.losses
}

/** Gain to pain: sum of all returns / sum of the losses' sizes (Schwager 2012). Null without a loss. */
export function gainToPain(split: GainsAndLosses): number | null {
  return split.losses === 0 ? null : (split.gains + split.losses) / -split.losses
}

/** Share of the periods that gained, of those that moved at all; 0..1; null when none moved. */
export function winningShare(split: GainsAndLosses): number | null {
  const moved = split.gainCount + split.lossCount
  return moved === 0 ? null : split.gainCount / moved
}

/** Average gain / average loss, sizes; null without a gain or without a loss. */
export function payoffRatio(split: GainsAndLosses): number | null {
  if (split.gainCount === 0 || split.lossCount === 0) return null
  return split.gains / split.gainCount / (-split.losses / split.lossCount)
}

/**
 * Kelly fraction: p - (1 - p) / payoff (Kelly 1956), the share of capital that would maximise growth
 * were the past to repeat. May be negative. Null where the payoff ratio is.
 */
export function kelly(split: GainsAndLosses): number | null {
  const payoff = payoffRatio(split)
  const share = winningShare(split)
  return payoff === null || share === null ? null : share - (1 - share) / payoff
}
