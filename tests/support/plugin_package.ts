import type { PackageFile, PackageFiles } from '#ports/plugin_package.js'
import { SIGNATURE_FILE } from '#engine/plugin_package/content_hash.js'
import { fileListOf, LIST_FILE } from '#engine/plugin_package/file_list.js'
import { signatureFile, signBytes } from '#engine/plugin_package/signature.js'

/** A manifest of a small strategy. */
export const SAMPLE_MANIFEST: Readonly<Record<string, unknown>> = {
  manifestVersion: 1,
  id: 'small_one',
  name: 'Small one',
  description: 'Does very little.',
  version: '1.2.3',
  kind: 'strategy',
  engines: { aq: '>=0.1 <2', sdk: 0 },
  publisher: { id: 'someone', name: 'Someone' },
  permissions: [{ id: 'orders:signal', reason: 'Signals.' }],
}

/** A bundle of the right form that defines nothing. */
export const SAMPLE_BUNDLE = 'var __plugin=(()=>{return {default:{kind:"strategy"}};})();\n'

type Content = Uint8Array | string

/** What differs from the sample; `null` leaves a file out. */
export interface SampleChanges {
  readonly manifest?: Readonly<Record<string, unknown>>
  readonly files?: { readonly [path in PackageFile]?: Content | null }
  /** Changes made after the list of files was written, as whoever meddles would. */
  readonly meddled?: { readonly [path in PackageFile]?: Content | null }
  /** PEM of the key that signs. */
  readonly privateKey?: string
}

/** The files of a package that is sound but for the changes. */
export function samplePackage(changes: SampleChanges = {}): PackageFiles {
  const manifest = { ...SAMPLE_MANIFEST, ...changes.manifest }
  const packageJson = {
    name: `aq-plugin-${String(manifest.id)}`,
    version: manifest.version,
    keywords: ['aq-plugin'],
  }
  const files = new Map<PackageFile, Uint8Array>()
  const put = (all: SampleChanges['files']): void => {
    for (const [path, content] of Object.entries(all ?? {})) {
      if (content === null) files.delete(path as PackageFile)
      else files.set(path as PackageFile, Buffer.from(content as string))
    }
  }
  put({
    'package.json': JSON.stringify(packageJson),
    'aq-plugin.json': JSON.stringify(manifest),
    'dist/plugin.js': SAMPLE_BUNDLE,
    'README.md': '# Small one\n',
  })
  put(changes.files)
  const list = fileListOf(files)
  files.set(LIST_FILE, list)
  if (changes.privateKey !== undefined) {
    const signed = signBytes(list, changes.privateKey)
    if (!signed.ok) throw new Error(signed.failure)
    files.set(SIGNATURE_FILE, signatureFile(signed.value))
  }
  put(changes.meddled)
  return files
}
