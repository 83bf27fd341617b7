import { isEmptyPatch, partChange } from '#kernel/risk/limits_change.js'
import type { RiskLimits } from '#kernel/risk/limits.js'
import { ok, type Result } from '#kernel/values/result.js'
import { readLimitsPatch } from './read_limits_patch.js'

/** Whether a change of limits leaves more room anywhere. Fails with what is wrong with the change. */
export function loosens(given: unknown, limits: RiskLimits): Result<boolean, string> {
  const patch = readLimitsPatch(given, limits)
  return patch.ok ? ok(!isEmptyPatch(partChange(limits, patch.value).looser)) : patch
}
