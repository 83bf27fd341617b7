import { confirmationOf } from '#engine/plugin_install/decide_consent.js'
import type { PluginDetails } from '#engine/plugin_install/plugin_details.js'
import { consentLines } from '#engine/plugin_permissions/grants.js'

/** A permission of a version that waits, beside the version that runs. */
export type WaitingChange = 'added' | 'widened' | 'unchanged' | 'removed'

/**
 * What a person reads before accepting the version that waits: only the difference is a question, `required`
 * and what is unchanged goes on. `null` when none waits, or its manifest cannot be read.
 */
export function waitingView({ plugin, versions, staged }: PluginDetails) {
  const version = versions.find((one) => one.contentHash === plugin.stagedHash)
  if (staged === null || version === undefined) return null
  const widened = new Map(staged.widened.map(({ before, after }) => [after.id, before.id]))
  const groups: readonly (readonly [WaitingChange, typeof staged.added])[] = [
    ['added', staged.added],
    ['widened', staged.widened.map(({ after }) => after)],
    ['unchanged', staged.unchanged],
    ['removed', staged.removed],
  ]
  const lines = groups.flatMap(([change, permissions]) =>
    consentLines({ permissions }, []).map(({ isGranted: _, ...line }) => ({
      ...line,
      change,
      /** What it was before, where it is widened. */
      before: widened.get(line.id) ?? null,
      isTyped: confirmationOf(plugin.id, [line.id]) !== null,
    }))
  )
  const fresh = lines.filter(({ change }) => change === 'added' || change === 'widened')
  return {
    version: version.version,
    level: version.level,
    permissions: lines,
    /** What is to be typed where one of those that are typed is granted. */
    confirmation: confirmationOf(
      plugin.id,
      fresh.map(({ id }) => id)
    ),
  }
}
