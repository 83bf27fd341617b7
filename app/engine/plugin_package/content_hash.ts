import { createHash } from 'node:crypto'
import type { PackageFiles } from '#ports/plugin_package.js'
import { canonicalJson } from './canonical_json.js'

/** The file that holds the signature; it is not part of what it signs. */
export const SIGNATURE_FILE = 'aq-plugin.sig'

/**
 * The hash by which a package is kept: SHA-256 (hexadecimal) of the canonical list of
 * `[path, size, SHA-512]` of every file but the signature, by path.
 *
 * Signing a package does not change it.
 */
export function contentHashOf(files: PackageFiles): string {
  const list = [...files]
    .filter(([path]) => path !== SIGNATURE_FILE)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, bytes]) => [path, bytes.length, sha512Of(bytes)])
  return sha256Of(canonicalJson(list))
}

/** What a run with real money is pinned to. */
export interface PinnedParts {
  /** SHA-256 of the bundle's bytes, hexadecimal. */
  readonly bundleHash: string
  /** SHA-256 of the manifest's bytes, hexadecimal. */
  readonly manifestHash: string
  /** Canonical JSON of the parameters. */
  readonly configJson: string
  /** Version of the author kit, as `0.1.0`. */
  readonly sdkVersion: string
}

/** One hash over everything that decides what a promoted plugin does; SHA-256, hexadecimal. */
export function pinHashOf({
  bundleHash,
  manifestHash,
  configJson,
  sdkVersion,
}: PinnedParts): string {
  return sha256Of(canonicalJson({ bundleHash, manifestHash, configJson, sdkVersion }))
}

/** SHA-256 of bytes or of a text as UTF-8, in hexadecimal. */
export function sha256Of(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

/** SHA-512 of bytes, in hexadecimal. */
export function sha512Of(bytes: Uint8Array): string {
  return createHash('sha512').update(bytes).digest('hex')
}
