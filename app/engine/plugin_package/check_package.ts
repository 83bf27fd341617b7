import { err, ok, type Result } from '#kernel/values/result.js'
import { PACKAGE_LIMITS, type PackageFault, type PackageFiles } from '#ports/plugin_package.js'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import type { Manifest } from '#engine/plugin/manifest.js'
import { engineFault, type Platform } from '#engine/plugin/platform.js'
import { BUNDLE_FILE, bundleFaults } from './check_bundle.js'
import { contentHashOf, sha256Of, SIGNATURE_FILE } from './content_hash.js'
import { fileListFaults, LIST_FILE } from './file_list.js'
import { iconFaults } from './icon.js'
import { checkPackageJson } from './package_json.js'
import { scanBundle, type ScanFinding } from './scan_bundle.js'
import { type PackageSignature, readSignature, verifyBytes } from './signature.js'
import { MAP_FILE, sourceMapFaults } from './source_map.js'

/** A package that may be installed, with everything that was read from it on the way. */
export interface CheckedPackage {
  readonly manifest: Manifest
  /** The manifest as it was written. */
  readonly manifestText: string
  /** SHA-256 of the manifest's bytes, hexadecimal. */
  readonly manifestHash: string
  /** The very buffer whose SHA-256 is `bundleHash`. */
  readonly bundle: Uint8Array
  readonly bundleHash: string
  /** See `contentHashOf`. */
  readonly contentHash: string
  readonly npmName: string | null
  /** Who signed the package; it fits. `null` for a package without a signature. */
  readonly signature: PackageSignature | null
  /** What stands out in the code, for the person who consents. */
  readonly findings: readonly ScanFinding[]
}

const REQUIRED = ['package.json', 'aq-plugin.json', LIST_FILE, BUNDLE_FILE] as const

/**
 * Checks everything that can be known of a package without running it: its manifest, its
 * `package.json`, that its list of files covers exactly its files, its signature, the form of its
 * bundle, its icon, and whether it is made for this platform. All faults are told at once.
 *
 * A signature that is there fits; whether its key is trusted is for the caller.
 */
export function checkPackage(
  files: PackageFiles,
  platform: Platform
): Result<CheckedPackage, readonly PackageFault[]> {
  const faults: PackageFault[] = []
  for (const path of REQUIRED) {
    if (!files.has(path)) faults.push({ code: 'file_missing', where: path, message: 'is missing' })
  }
  const manifestBytes = files.get('aq-plugin.json') ?? new Uint8Array()
  const bundle = files.get(BUNDLE_FILE) ?? new Uint8Array()
  const manifestText = textOf(manifestBytes) ?? ''
  const manifest = readManifestFile(files, faults)
  if (manifest !== null) {
    const message = engineFault(manifest.engines, platform)
    if (message !== null) {
      faults.push({ code: 'engine_unsupported', where: 'aq-plugin.json#engines', message })
    }
  }
  const npmName = readPackageJson(files, manifest, faults)
  faults.push(...fileListFaults(files))
  const signature = readPackageSignature(files, manifest, faults)
  if (files.has(BUNDLE_FILE)) faults.push(...bundleFaults(bundle))
  const map = files.get(MAP_FILE)
  if (map !== undefined) faults.push(...sourceMapFaults(map))
  const icon = files.get('icon.svg')
  if (icon !== undefined) faults.push(...iconFaults(icon))
  if (faults.length > 0 || manifest === null) return err(faults)
  return ok({
    manifest,
    manifestText,
    manifestHash: sha256Of(manifestBytes),
    bundle,
    bundleHash: sha256Of(bundle),
    contentHash: contentHashOf(files),
    npmName,
    signature,
    findings: scanBundle(bundle),
  })
}

/** The faults of a package as lines for people: `aq-plugin.json: engines needs AQ Trading >=2`. */
export function packageFaultLines(faults: readonly PackageFault[]): string[] {
  return faults.map(({ where, message }) => {
    const [path, field] = where.split('#', 2)
    if (where === '') return message
    return field === undefined ? `${path} ${message}` : `${path}: ${field} ${message}`
  })
}

function readManifestFile(files: PackageFiles, faults: PackageFault[]): Manifest | null {
  const bytes = files.get('aq-plugin.json')
  if (bytes === undefined) return null
  const fault = (field: string, message: string): null => {
    const where = field === '' ? 'aq-plugin.json' : `aq-plugin.json#${field}`
    faults.push({ code: 'manifest_invalid', where, message })
    return null
  }
  if (bytes.length > PACKAGE_LIMITS.manifestBytes) {
    return fault('', `is ${bytes.length} bytes; at most ${PACKAGE_LIMITS.manifestBytes} are read`)
  }
  const text = textOf(bytes)
  if (text === null) return fault('', 'is not UTF-8 text without a byte order mark')
  const manifest = checkManifest(text)
  if (manifest.ok) return manifest.value
  for (const { field, message } of manifest.failure) fault(field, message)
  return null
}

function readPackageJson(
  files: PackageFiles,
  manifest: Manifest | null,
  faults: PackageFault[]
): string | null {
  const bytes = files.get('package.json')
  if (bytes === undefined) return null
  const text = bytes.length > PACKAGE_LIMITS.manifestBytes ? null : textOf(bytes)
  if (text === null) {
    const message = `must be UTF-8 text of at most ${PACKAGE_LIMITS.manifestBytes} bytes`
    faults.push({ code: 'package_json_invalid', where: 'package.json', message })
    return null
  }
  const read = checkPackageJson(text, manifest)
  if (read.ok) return read.value
  faults.push(...read.failure)
  return null
}

function readPackageSignature(
  files: PackageFiles,
  manifest: Manifest | null,
  faults: PackageFault[]
): PackageSignature | null {
  const bytes = files.get(SIGNATURE_FILE)
  const signed = files.get(LIST_FILE)
  if (bytes === undefined || signed === undefined) return null
  const read = readSignature(bytes)
  if (!read.ok) {
    faults.push(read.failure)
    return null
  }
  const { keyId, publicKey, signature } = read.value
  const fault = (message: string): void => {
    faults.push({ code: 'signature_invalid', where: SIGNATURE_FILE, message })
  }
  if (!verifyBytes(signed, signature, publicKey)) {
    fault(`does not fit ${LIST_FILE}: the package was changed after it was signed`)
  }
  const named = manifest?.publisher.keyId
  if (named !== undefined && named !== keyId) {
    fault(`was made with the key ${keyId}; the manifest names the key ${named}`)
  }
  return read.value
}

/** Bytes as text; `null` when they are not UTF-8 or begin with a byte order mark. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
