import { createHash } from 'node:crypto'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { PluginBundler } from '#ports/plugin_bundler.js'
import type { PackageArchive } from '#ports/plugin_package.js'
import type { PluginTypeChecker } from '#ports/plugin_type_checker.js'
import { checkSources } from '#engine/plugin_author/check_sources.js'
import { type BuiltPackage, buildPackage } from './build_package.js'

/** What packing needs of the outside. */
export interface PackPorts {
  readonly bundler: PluginBundler
  readonly typeChecker: PluginTypeChecker
  readonly archive: PackageArchive
}

/** Which folder to pack; `workingFolder` is what the paths in messages start from. */
export interface PackRequest {
  readonly folder: string
  readonly workingFolder: string
  /** `@my-name`; without one the npm name is the plain `aq-plugin-<id>`. */
  readonly scope?: string
}

/** A packed plugin. */
export interface PackedPlugin extends BuiltPackage {
  readonly archive: Uint8Array
  /** SHA-512 of the archive as npm writes it: `sha512-...`. */
  readonly integrity: string
}

/**
 * Checks a plugin's sources and types and packs it. The same folder gives the same bytes.
 *
 * The failure is what is wrong, one line for each fault.
 */
export async function packPlugin(
  { folder, workingFolder, scope }: PackRequest,
  ports: PackPorts
): Promise<Result<PackedPlugin, readonly string[]>> {
  const sources = await checkSources(folder, workingFolder, ports)
  if (!sources.ok) return sources
  const built = await buildPackage(folder, ports, scope === undefined ? {} : { scope })
  if (!built.ok) return err(built.failure.message.split('\n'))
  const archive = await ports.archive.pack(built.value.files)
  const unpacked = await ports.archive.unpack(archive)
  if (!unpacked.ok) return err([unpacked.failure.message])
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`
  return ok({ ...built.value, archive, integrity })
}
