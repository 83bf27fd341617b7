import type { Environment, VersionRecord } from '#ports/plugin_records.js'
import { err, ok, type Result } from '#kernel/values/result.js'

/**
 * Whether a version may run in an environment by where it comes from; the failure is a sentence.
 *
 * An unsigned plugin never meets real money: nobody answers for its bytes.
 */
export function mayRunIn(
  environment: Environment,
  { pluginId, version, level }: Pick<VersionRecord, 'pluginId' | 'version' | 'level'>
): Result<void, string> {
  if (environment !== 'live' || level !== 'unsigned-local') return ok(undefined)
  return err(
    `${pluginId} ${version} is unsigned, and what is unsigned cannot go live: sign it (plugin:pack, plugin:sign) and install the signed package.`
  )
}
