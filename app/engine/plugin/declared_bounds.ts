import type { StrategySettings } from '#kernel/state.js'
import type { Manifest } from './manifest.js'

/** The bounds that a strategy's manifest declares, as the kernel enforces them. */
export function declaredBounds({
  shortAllowed,
  leverageMax,
  maxPositionPct,
}: Manifest['risk']): Required<Omit<StrategySettings, 'id'>> & { readonly leverageMax: number } {
  // Where its leverage says as much there is no bound of its own per instrument.
  const positionFractionMax = maxPositionPct >= 100 * leverageMax ? null : maxPositionPct / 100
  return { shortAllowed, leverageMax, positionFractionMax }
}
