import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import type { RunningKind } from '#engine/plugin/manifest.js'
import type { GeneratedKey } from '#engine/plugin_package/signing_key.js'
import { fileListOf, LIST_FILE } from '#engine/plugin_package/file_list.js'
import { signatureFile, signBytes } from '#engine/plugin_package/signature.js'
import { SIGNATURE_FILE } from '#engine/plugin_package/content_hash.js'
import type { PackageFile } from '#ports/plugin_package.js'

/** A package written by hand, as a stranger who uses none of our tools would. */
export interface HostilePackage {
  readonly id: string
  readonly version?: string
  readonly kind?: RunningKind
  /** Permission ids; a reason is made up for each. */
  readonly permissions?: readonly string[]
  /** Text of `dist/plugin.js`. */
  readonly code?: string
  /** Fields over those of the manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>
  /** Text of the manifest instead of all that. */
  readonly manifestText?: string
  readonly files?: Partial<Readonly<Record<PackageFile, string | Uint8Array>>>
  readonly publisher?: { readonly id: string; readonly name: string; readonly keyId?: string }
  readonly key?: GeneratedKey
}

/** The files of a package; sound in form unless what is given is not. */
export function filesOf(given: HostilePackage): Map<PackageFile, Uint8Array> {
  const { id, version = '1.0.0', kind = 'agent' } = given
  const publisher = given.publisher ?? {
    id: 'stranger',
    name: 'A stranger',
    ...(given.key === undefined ? {} : { keyId: given.key.keyId }),
  }
  const manifest = {
    manifestVersion: 1,
    id,
    name: 'Hostile',
    description: 'Written to do harm.',
    version,
    kind,
    engines: { aq: '>=0.1 <2', sdk: 0 },
    publisher,
    permissions: (given.permissions ?? []).map((one) => ({
      id: one,
      reason: 'It needs this to work as described.',
    })),
    limits: { memoryMb: 16, timeoutMs: 150 },
    ...given.manifest,
  }
  const files = new Map<PackageFile, Uint8Array>()
  const put = (path: PackageFile, text: string | Uint8Array) => {
    files.set(path, typeof text === 'string' ? Buffer.from(text) : text)
  }
  put(
    'package.json',
    JSON.stringify({
      name: `aq-plugin-${id}`,
      version,
      description: 'Written to do harm.',
      keywords: ['aq-plugin'],
    })
  )
  put('aq-plugin.json', given.manifestText ?? JSON.stringify(manifest, null, 2))
  put('dist/plugin.js', given.code ?? scriptOf({ id, kind, body: '' }))
  for (const [path, text] of Object.entries(given.files ?? {})) put(path as PackageFile, text)
  files.set(LIST_FILE, fileListOf(files))
  if (given.key !== undefined) {
    const signed = signBytes(files.get(LIST_FILE) as Uint8Array, given.key.privateKey)
    if (!signed.ok) throw new Error(signed.failure)
    files.set(SIGNATURE_FILE, signatureFile(signed.value))
  }
  return files
}

/** The archive of a package. */
export function archiveOf(given: HostilePackage): Promise<Uint8Array> {
  return tarPackageArchive.pack(filesOf(given))
}

/** What a plugin's script is made of. */
export interface ScriptParts {
  readonly id: string
  readonly kind?: RunningKind
  readonly top?: string
  readonly start?: string
  readonly body?: string
  /** Text of further methods. */
  readonly methods?: string
}

/** A plugin's script: `top` runs when it is loaded, `start` when it is made, `body` for each timer. */
export function scriptOf(parts: ScriptParts): string {
  const { id, kind = 'agent', top = '', start = '', body = '', methods = '' } = parts
  const manifest = JSON.stringify({ id, kind })
  return [
    `var __plugin = (() => {`,
    `${top}; let n = 0;`,
    `return { default: { kind: ${JSON.stringify(kind)}, manifest: ${manifest},`,
    `create(parameters, context) { ${start};`,
    `return { onTimer(name, context) { n += 1; ${body} }, ${methods} } } } }`,
    `})();`,
  ].join('\n')
}
