import { checkManifest } from '#engine/plugin/check_manifest.js'
import { MANIFEST, withField } from './manifest_samples.js'

/** The sound manifest without what an editor alone reads. */
export const SOUND = withField(MANIFEST, ['$schema'], undefined)

/** The sound manifest with some fields changed, as text; undefined takes a field away. */
export function withChanges(changes: Record<string, unknown>): string {
  return JSON.stringify({ ...SOUND, ...changes })
}

/** What is wrong with a manifest, a line each; nothing when it is accepted. */
export function faultsOf(text: string): string[] {
  const manifest = checkManifest(text)
  return manifest.ok ? [] : manifest.failure.map(({ field, message }) => `${field} ${message}`)
}
