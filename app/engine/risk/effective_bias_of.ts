import { effectiveBias } from '#kernel/risk/bias.js'
import type { BiasRecord } from '#ports/risk_records.js'

/** What the bias that was set last counts as at an instant; `null` where nobody ever set one. */
export function effectiveBiasOf(latest: BiasRecord | null, nowMs: number): number {
  if (latest === null) return 1
  const { bias, countsFromMs } = latest
  return effectiveBias({ riskBias: bias, riskBiasMs: countsFromMs, nowMs })
}
