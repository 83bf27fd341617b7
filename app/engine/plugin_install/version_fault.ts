import { checkManifest } from '#engine/plugin/check_manifest.js'
import type { Manifest } from '#engine/plugin/manifest.js'
import { engineFault } from '#engine/plugin/platform.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { VersionRecord } from '#ports/plugin_records.js'
import { refusal, type PluginRefusal } from './install_request.js'
import type { PluginPorts } from './plugin_ports.js'

/**
 * The manifest of a stored version that can take its place: not blocked, made for this platform, and
 * stored as it was installed.
 */
export async function readyVersion(
  version: VersionRecord,
  { index, platform, store }: Pick<PluginPorts, 'index' | 'platform' | 'store'>
): Promise<Result<Manifest, PluginRefusal>> {
  const { pluginId: id, keyId, contentHash } = version
  const blocked = await index.blocked({ id, version: version.version, keyId, contentHash })
  if (blocked !== null) return err(refusal('blocked', blocked))
  const manifest = checkManifest(version.manifest)
  if (!manifest.ok) {
    const why = manifest.failure[0]
    return err(
      refusal(
        'engine_unsupported',
        `The manifest of ${id} ${version.version} cannot be read by this platform: ${why?.field} ${why?.message}.`
      )
    )
  }
  const fault = engineFault(manifest.value.engines, platform)
  if (fault !== null) {
    return err(refusal('engine_unsupported', `${id} ${version.version} ${fault}.`))
  }
  const opened = await store.open(contentHash)
  return opened.ok ? ok(manifest.value) : err(refusal(opened.failure.code, opened.failure.message))
}
