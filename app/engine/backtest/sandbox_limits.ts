import { defaultLimits, type BarRange, type SandboxLimits } from '#ports/sandbox.js'
import type { BacktestRequest } from './backtest_request.js'

const BYTES_PER_BAR = 48

/** What a run may use: the usual, with the memory and the time for one call that were asked for. */
export function sandboxLimits(
  { memoryMb, callTimeoutMs }: Pick<BacktestRequest, 'memoryMb' | 'callTimeoutMs'>,
  bars: readonly BarRange[]
): SandboxLimits {
  const count = bars.reduce((total, one) => total + one.toIndex - one.fromIndex, 0)
  const usual = defaultLimits(count * BYTES_PER_BAR)
  return {
    ...usual,
    memoryMb,
    residentMbMax: usual.residentMbMax + 2 * (memoryMb - usual.memoryMb),
    sliceTimeoutMs: callTimeoutMs,
  }
}
