import type { TradingState } from '../state.js'

/** A bias older than this is stale. */
export const BIAS_MAX_AGE_MS = 30 * 60_000

/** The most that a stale bias counts as. */
export const STALE_BIAS = 0.5

/**
 * The multiplier of all limits, 0..1, at the state's own time.
 *
 * A bias that nobody confirmed for 30 minutes counts as 0.5, or as itself where it is tighter: a
 * silent agent must not loosen what it tightened.
 */
export function effectiveBias(
  state: Pick<TradingState, 'riskBias' | 'riskBiasMs' | 'nowMs'>
): number {
  const isStale = state.riskBiasMs !== null && state.nowMs - state.riskBiasMs > BIAS_MAX_AGE_MS
  return isStale ? Math.min(state.riskBias, STALE_BIAS) : state.riskBias
}
